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

void membrane::writeGitlab(const Surface &Answer, const Outcome &Found,
                           llvm::raw_ostream &Out) {
  Places Names(Answer);
  json::OStream Stream(Out, 2);
  auto Write = [&](const Finding &Each, llvm::StringRef Print) {
    std::string File = Names.file(Each.Where.File);
    Stream.attribute("description", repaired(wholeMessage(Each)));
    Stream.attribute("check_name", "membrane-" + Each.Check);
    Stream.attribute("fingerprint", Print);
    Stream.attribute("severity", severityOf(Each.Severity));
    Stream.attributeObject("location", [&] {
      Stream.attribute("path", File.empty() ? "." : repaired(File));
      Stream.attributeObject("lines", [&] {
        Stream.attribute("begin", std::max(1u, Each.Where.Line));
      });
    });
  };
  std::vector<std::string> Prints =
      fingerprints(Answer, Found.Findings, Found.Known);
  Stream.array([&] {
    for (auto [Each, Print] : llvm::zip(Found.Findings, Prints))
      Stream.object([&] { Write(Each, Print); });
  });
  Out << '\n';
}
