// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The findings as a SARIF 2.1.0 log.
//
// A witness is a code flow; paths are URIs below the base ROOT, the bytes that
// a URI cannot hold in the form %XX, so that names that are no UTF-8 survive.
// Columns are counted in code points where the line can be read, else in
// bytes. Not modelled: brackets in a message that look like a link.

#include "report/Diagnostics.h"
#include "report/Places.h"
#include "report/Report.h"
#include "report/Words.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/JSON.h"

using namespace membrane;
namespace json = llvm::json;

// The pages of the checks, for people who have only the log.
static constexpr struct {
  llvm::StringLiteral Check, Page;
} Pages[] = {
#include "report/Pages.inc"
};

static constexpr llvm::StringLiteral Base = "ROOT";

namespace {
class SarifReport {
public:
  SarifReport(const Surface &Answer, const OfferedFixes &Fixes,
              json::OStream &Out)
      : Answer(Answer), Fixes(Fixes), Names(Answer), Out(Out) {}

  void driver(llvm::StringRef Version);
  void bases();
  void invocation();
  void results(const Outcome &Found);

private:
  void message(llvm::StringRef Text, llvm::StringRef Key = "message");
  void rule(const Check &Row);
  void notification(llvm::StringRef Level, llvm::StringRef Text);
  void result(const Finding &Found, llvm::StringRef Fingerprint,
              llvm::StringRef State);
  void fix(const OfferedFix &Offered);
  void replacement(llvm::StringRef Text, const Edit &Change);
  void place(const Finding &Found);
  void physical(Location Where);
  void artifact(llvm::StringRef Path);
  void step(const Step &One);
  void flow(llvm::ArrayRef<Step> Witness);
  unsigned column(Location Where);

  const Surface &Answer;
  const OfferedFixes &Fixes;
  Places Names;
  json::OStream &Out;
  SourceLines Sources;
};
} // namespace

//===-- Values ------------------------------------------------------------===//

/// Code points: bytes that do not continue one.
static int64_t countPoints(llvm::StringRef Text) {
  return llvm::count_if(Text, [](char Byte) { return (Byte & 0xC0) != 0x80; });
}

// SARIF knows no remarks.
static llvm::StringRef sarifLevel(Level Severity) {
  return levelName(Severity == Level::Remark ? Level::Note : Severity);
}

void SarifReport::message(llvm::StringRef Text, llvm::StringRef Key) {
  Out.attributeObject(Key, [&] { Out.attribute("text", repaired(Text)); });
}

//===-- The tool and its run ----------------------------------------------===//

void SarifReport::rule(const Check &Row) {
  Out.attribute("id", Row.Name);
  message(Row.Summary, "shortDescription");
  message(Row.Summary, "fullDescription");
  for (const auto &[Name, Page] : Pages)
    if (Name == Row.Name)
      Out.attributeObject("help", [&] {
        Out.attribute("text", Page);
        Out.attribute("markdown", Page);
      });
  Out.attributeObject("defaultConfiguration",
                      [&] { Out.attribute("level", sarifLevel(Row.Default)); });
}

void SarifReport::driver(llvm::StringRef Version) {
  auto Rules = [&] {
    for (const Check &Row : allChecks())
      Out.object([&] { rule(Row); });
  };
  auto Driver = [&] {
    Out.attribute("name", "membrane");
    Out.attribute("version", Version);
    Out.attribute("semanticVersion", Version);
    Out.attributeArray("rules", Rules);
  };
  Out.attributeObject("tool", [&] { Out.attributeObject("driver", Driver); });
}

void SarifReport::bases() {
  if (Answer.Root.empty())
    return;
  std::string Root = llvm::StringRef(Answer.Root).rtrim('/').str() + "/";
  Out.attributeObject("originalUriBaseIds", [&] {
    Out.attributeObject(Base,
                        [&] { Out.attribute("uri", "file://" + uriOf(Root)); });
  });
}

void SarifReport::notification(llvm::StringRef Level, llvm::StringRef Text) {
  Out.object([&] {
    Out.attribute("level", Level);
    message(Text);
  });
}

void SarifReport::invocation() {
  auto Notifications = [&] {
    for (const FailedUnit &Lost : Answer.Failed)
      notification("error", "'" + Names.relative(Lost.File) +
                                "' is left out: " + Lost.Reason);
    for (const std::string &Text : Answer.Notes)
      notification("note", Text);
  };
  auto Run = [&] {
    Out.attribute("executionSuccessful", true);
    Out.attributeArray("toolExecutionNotifications", Notifications);
  };
  Out.attributeArray("invocations", [&] { Out.object(Run); });
}

//===-- Results -----------------------------------------------------------===//

void SarifReport::artifact(llvm::StringRef Path) {
  bool IsInside = !llvm::StringRef(Path).starts_with("/");
  Out.attributeObject("artifactLocation", [&] {
    Out.attribute("uri", (IsInside ? "" : "file://") + uriOf(Path));
    if (IsInside && !Answer.Root.empty())
      Out.attribute("uriBaseId", Base);
  });
}

unsigned SarifReport::column(Location Where) {
  auto Line = Sources.line(Answer.Files[Where.File.Index], Where.Line);
  if (!Line || Where.Column > Line->size())
    return Where.Column;
  return unsigned(1 + countPoints(Line->take_front(Where.Column - 1)));
}

void SarifReport::physical(Location Where) {
  std::string File = Names.file(Where.File);
  if (!Where || File.empty())
    return;
  Out.attributeObject("physicalLocation", [&] {
    artifact(File);
    Out.attributeObject("region", [&] {
      Out.attribute("startLine", Where.Line);
      if (Where.Column)
        Out.attribute("startColumn", column(Where));
    });
  });
}

void SarifReport::step(const Step &One) {
  Out.attributeObject("location", [&] {
    physical(One.Where);
    message(One.Message);
  });
}

void SarifReport::flow(llvm::ArrayRef<Step> Witness) {
  auto Steps = [&] {
    for (const Step &One : Witness)
      Out.object([&] { step(One); });
  };
  auto Thread = [&] { Out.attributeArray("locations", Steps); };
  auto Flow = [&] {
    Out.attributeArray("threadFlows", [&] { Out.object(Thread); });
  };
  Out.attributeArray("codeFlows", [&] { Out.object(Flow); });
}

void SarifReport::place(const Finding &Found) {
  physical(Found.Where);
  if (Found.Function.empty())
    return;
  auto Function = [&] {
    Out.attribute("fullyQualifiedName", repaired(Found.Function));
    Out.attribute("kind", "function");
  };
  Out.attributeArray("logicalLocations", [&] { Out.object(Function); });
}

// State is that of the baseline, "" if there is none.
void SarifReport::result(const Finding &Found, llvm::StringRef Fingerprint,
                         llvm::StringRef State) {
  Out.attribute("ruleId", Found.Check);
  for (auto [Index, Row] : llvm::enumerate(allChecks()))
    if (Row.Name == Found.Check)
      Out.attribute("ruleIndex", int64_t(Index));
  Out.attribute("level", sarifLevel(Found.Severity));
  message(wholeMessage(Found));
  Out.attributeArray("locations", [&] { Out.object([&] { place(Found); }); });
  Out.attributeObject("partialFingerprints",
                      [&] { Out.attribute("membrane/v1", Fingerprint); });
  if (!State.empty())
    Out.attribute("baselineState", State);
  if (!Found.Witness.empty())
    flow(Found.Witness);
}

//===-- Fixes -------------------------------------------------------------===//

void SarifReport::replacement(llvm::StringRef Text, const Edit &Change) {
  auto Point = [&](size_t Offset, llvm::StringRef Line,
                   llvm::StringRef Column) {
    llvm::StringRef Before = Text.take_front(Offset);
    size_t Start = Before.rfind('\n') + 1; // npos + 1 is 0
    Out.attribute(Line, int64_t(Before.count('\n')) + 1);
    Out.attribute(Column, countPoints(Before.drop_front(Start)) + 1);
  };
  Out.attributeObject("deletedRegion", [&] {
    Point(Change.Offset, "startLine", "startColumn");
    Point(Change.Offset + Change.Length, "endLine", "endColumn");
  });
  if (!Change.Text.empty())
    Out.attributeObject("insertedContent",
                        [&] { Out.attribute("text", repaired(Change.Text)); });
}

void SarifReport::fix(const OfferedFix &Offered) {
  auto File = [&](const PatchedFile &Each) {
    artifact(Each.Name);
    Out.attributeArray("replacements", [&] {
      for (const Edit &Change : Each.Edits)
        Out.object([&] { replacement(Each.Text, Change); });
    });
  };
  message(Offered.Name, "description");
  Out.attributeArray("artifactChanges", [&] {
    for (const PatchedFile &Each : Offered.Files)
      Out.object([&] { File(Each); });
  });
}

void SarifReport::results(const Outcome &Found) {
  std::vector<std::string> Prints = fingerprints(Answer, Found);
  const std::string *Print = Prints.data();
  Out.attributeArray("results", [&] {
    for (const Finding &Each : Found.Known)
      Out.object([&] { result(Each, *Print++, "unchanged"); });
    for (auto [Index, Each] : llvm::enumerate(Found.Findings))
      Out.object([&] {
        result(Each, *Print++, Found.HasBaseline ? "new" : "");
        if (auto Known = Fixes.find(Index); Known != Fixes.end())
          Out.attributeArray("fixes",
                             [&] { Out.object([&] { fix(Known->second); }); });
      });
  });
}

void membrane::writeSarif(const Surface &Answer, const Outcome &Found,
                          const OfferedFixes &Fixes,
                          llvm::StringRef ToolVersion, llvm::raw_ostream &Out) {
  json::OStream Stream(Out, 2);
  SarifReport Report(Answer, Fixes, Stream);
  auto Run = [&] {
    Report.driver(ToolVersion);
    Report.bases();
    Report.invocation();
    Stream.attribute("columnKind", "unicodeCodePoints");
    Report.results(Found);
  };
  Stream.object([&] {
    Stream.attribute("$schema",
                     "https://json.schemastore.org/sarif-2.1.0.json");
    Stream.attribute("version", "2.1.0");
    Stream.attributeArray("runs", [&] { Stream.object(Run); });
  });
  Out << '\n';
}
