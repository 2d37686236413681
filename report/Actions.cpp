// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Fixes as code actions of the Language Server Protocol (3.17).
//
// Lines and characters count from 0, characters in units of UTF-16. Findings
// that one fix mends share an action.

#include "report/Diagnostics.h"
#include "report/Report.h"
#include "report/Words.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/JSON.h"

using namespace membrane;
namespace json = llvm::json;

namespace {

class ActionReport {
public:
  ActionReport(const Surface &Answer, const Outcome &Found, json::OStream &Out)
      : Answer(Answer), Found(Found), Out(Out) {}

  void action(const OfferedFix &Fix, llvm::ArrayRef<size_t> Mended);

private:
  void position(llvm::StringRef Key, unsigned Line, size_t Character);
  void diagnostic(const Finding &Each);
  void change(llvm::StringRef Text, const Edit &Each);
  void file(const PatchedFile &Each);

  const Surface &Answer;
  const Outcome &Found;
  json::OStream &Out;
  SourceLines Sources;
};

} // namespace

/// In units of UTF-16: two for what takes four bytes in UTF-8.
static size_t countUnits(llvm::StringRef Text) {
  size_t Units = 0;
  for (unsigned char Byte : Text)
    Units += (Byte & 0xC0) != 0x80 ? (Byte >= 0xF0 ? 2 : 1) : 0;
  return Units;
}

void ActionReport::position(llvm::StringRef Key, unsigned Line,
                            size_t Character) {
  Out.attributeObject(Key, [&] {
    Out.attribute("line", Line);
    Out.attribute("character", int64_t(Character));
  });
}

static int64_t severityOf(Level Severity) {
  switch (Severity) {
  case Level::Error:
    return 1;
  case Level::Warning:
    return 2;
  case Level::Note:
    return 3;
  case Level::Remark:
    return 4;
  }
  llvm_unreachable("every level has a severity");
}

void ActionReport::diagnostic(const Finding &Each) {
  unsigned Line = std::max(1U, Each.Where.Line), Column = Each.Where.Column;
  auto Text = Each.Where
                  ? Sources.line(Answer.Files[Each.Where.File.Index], Line)
                  : std::nullopt;
  size_t Character =
      Text && Column ? countUnits(Text->take_front(Column - 1)) : 0;
  Out.attributeObject("range", [&] {
    position("start", Line - 1, Character);
    position("end", Line - 1, Character);
  });
  Out.attribute("severity", severityOf(Each.Severity));
  Out.attribute("code", Each.Check);
  Out.attribute("source", "membrane");
  Out.attribute("message", repaired(wholeMessage(Each)));
}

void ActionReport::change(llvm::StringRef Text, const Edit &Each) {
  auto Point = [&](llvm::StringRef Key, size_t Offset) {
    llvm::StringRef Before = Text.take_front(Offset);
    size_t Start = Before.rfind('\n') + 1; // npos + 1 is 0
    position(Key, unsigned(Before.count('\n')),
             countUnits(Before.drop_front(Start)));
  };
  Out.attributeObject("range", [&] {
    Point("start", Each.Offset);
    Point("end", Each.Offset + Each.Length);
  });
  Out.attribute("newText", repaired(Each.Text));
}

void ActionReport::file(const PatchedFile &Each) {
  std::string Uri = "file://" + uriOf(Each.Edits.front().File);
  if (Each.IsNew)
    Out.object([&] {
      Out.attribute("kind", "create");
      Out.attribute("uri", Uri);
    });
  Out.object([&] {
    Out.attributeObject("textDocument", [&] {
      Out.attribute("uri", Uri);
      Out.attribute("version", nullptr);
    });
    Out.attributeArray("edits", [&] {
      for (const Edit &Change : Each.Edits)
        Out.object([&] { change(Each.Text, Change); });
    });
  });
}

void ActionReport::action(const OfferedFix &Fix,
                          llvm::ArrayRef<size_t> Mended) {
  std::string Title = "membrane: " + Fix.Name + " in '" +
                      Found.Findings[Mended.front()].Function + "'";
  Out.attribute("title", repaired(Title));
  Out.attribute("kind", "quickfix");
  Out.attributeArray("diagnostics", [&] {
    for (size_t Index : Mended)
      Out.object([&] { diagnostic(Found.Findings[Index]); });
  });
  auto Changes = [&] {
    for (const PatchedFile &Each : Fix.Files)
      file(Each);
  };
  Out.attributeObject("edit",
                      [&] { Out.attributeArray("documentChanges", Changes); });
}

/// All edits, to tell whether two fixes are one.
static std::vector<Edit> editsOf(const OfferedFix &Fix) {
  std::vector<Edit> All;
  for (const PatchedFile &Each : Fix.Files)
    llvm::append_range(All, Each.Edits);
  return All;
}

void membrane::writeActions(const Surface &Answer, const Outcome &Found,
                            const OfferedFixes &Fixes, llvm::raw_ostream &Out) {
  std::map<std::vector<Edit>, std::vector<size_t>> Groups;
  for (const auto &[Index, Fix] : Fixes)
    Groups[editsOf(Fix)].push_back(Index);
  std::vector<std::vector<size_t>> Ordered;
  for (auto &[Edits, Mended] : Groups)
    Ordered.push_back(std::move(Mended));
  llvm::sort(Ordered);
  json::OStream Stream(Out, 2);
  ActionReport Report(Answer, Found, Stream);
  Stream.array([&] {
    for (llvm::ArrayRef<size_t> Mended : Ordered)
      Stream.object(
          [&] { Report.action(Fixes.find(Mended.front())->second, Mended); });
  });
  Out << '\n';
}
