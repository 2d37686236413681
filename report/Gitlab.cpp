// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The findings as a Code Quality report of GitLab.
//
// GitLab compares the fingerprints of two reports, and wants a place for each
// finding; one without gets the root. Not modelled: what the run could not do.

#include "report/Places.h"
#include "report/Report.h"
#include "report/Words.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/JSON.h"

using namespace membrane;
namespace json = llvm::json;

static llvm::StringRef severityOf(Level Severity) {
  switch (Severity) {
  case Level::Remark:
    return "info";
  case Level::Note:
    return "minor";
  case Level::Warning:
    return "major";
  case Level::Error:
    return "critical";
  }
  llvm_unreachable("every level has a severity");
}

static void write(const Places &Names, const Finding &Found,
                  llvm::StringRef Print, json::OStream &Out) {
  std::string File = Names.file(Found.Where.File);
  Out.attribute("description", repaired(wholeMessage(Found)));
  Out.attribute("check_name", "membrane-" + Found.Check);
  Out.attribute("fingerprint", Print);
  Out.attribute("severity", severityOf(Found.Severity));
  Out.attributeObject("location", [&] {
    Out.attribute("path", File.empty() ? "." : repaired(File));
    Out.attributeObject("lines", [&] {
      Out.attribute("begin", std::max(1u, Found.Where.Line));
    });
  });
}

void membrane::writeGitlab(const Surface &Answer, const Outcome &Found,
                           llvm::raw_ostream &Out) {
  Places Names(Answer);
  json::OStream Stream(Out, 2);
  std::vector<std::string> All = fingerprints(Answer, Found);
  llvm::ArrayRef Prints = llvm::ArrayRef(All).drop_front(Found.Known.size());
  Stream.array([&] {
    for (auto [Each, Print] : llvm::zip(Found.Findings, Prints))
      Stream.object([&, &Each = Each, &Print = Print] {
        write(Names, Each, Print, Stream);
      });
  });
  Out << '\n';
}
