// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The terminal's report: the table of functions, the findings, the totals,
// and what the run could not do.
//
// If the surface has public functions, the table shows only those, and says
// how many others there are.

#include "report/Columns.h"
#include "report/Diagnostics.h"
#include "report/Report.h"
#include "report/Words.h"
#include "llvm/ADT/STLExtras.h"
#include <array>

using namespace membrane;
using llvm::raw_ostream;

namespace {
class TextReport {
public:
  TextReport(const Surface &Answer, const TextStyle &Style, raw_ostream &Out)
      : Answer(Answer), Names(Answer), Style(Style), Out(Out) {
    for (const SurfaceFunction &Function : Answer.Functions)
      Public += Function.Public;
  }

  void writeTable();
  void writeFindings(llvm::ArrayRef<Finding> Findings, const FoundFixes &Fixes);
  void writeTotals();
  void writeFindingTotals(const Outcome &Found);
  void writeRun();

private:
  bool isShown(const SurfaceFunction &Function) const {
    return Public == 0 || Function.Public;
  }
  std::string placed(const Obstacle &Why) const;
  void writeTotal(llvm::StringRef Title, llvm::ArrayRef<size_t> Counts);
  void startPart();

  const Surface &Answer;
  Places Names;
  TextStyle Style;
  raw_ostream &Out;
  size_t Public = 0;
  bool Started = false; ///< something was printed: parts are set apart
};
} // namespace

static std::string counted(size_t Count, llvm::StringRef Noun) {
  return std::to_string(Count) + " " + Noun.str() + (Count == 1 ? "" : "s");
}

// An empty line between two parts.
void TextReport::startPart() {
  if (Started)
    Out << '\n';
  Started = true;
}

void TextReport::writeTable() {
  static constexpr Table::Column Columns[] = {
      {"class", false}, {"function"}, {"place"}, {"memory"}};
  Table Rows(Columns);
  for (const SurfaceFunction &Function : Answer.Functions)
    if (isShown(Function))
      Rows.add({{className(Function.Class).str(), classColor(Function.Class)},
                {Function.Name},
                {Names.line(Function.Where)},
                {memoryWords(Answer, Function)}});
  if (Answer.Functions.empty())
    return;
  startPart();
  Rows.write(Style, Out);
}

/// The reason, with the place that forbids the fix.
std::string TextReport::placed(const Obstacle &Why) const {
  if (Why.File.empty())
    return Why.Reason;
  return Why.Reason + " (" + Names.relative(Why.File) + ":" +
         std::to_string(Why.Line) + ")";
}

void TextReport::writeFindings(llvm::ArrayRef<Finding> Findings,
                               const FoundFixes &Fixes) {
  if (Findings.empty())
    return;
  startPart();
  Diagnostics Messages(Answer, Style, Out);
  for (auto [Index, Found] : llvm::enumerate(Findings)) {
    Messages.say(Found);
    if (auto Known = Fixes.Offered.find(Index); Known != Fixes.Offered.end())
      Messages.say(Found.Where, Level::Note,
                   "'membrane fix' mends this: " + Known->second.Name);
    if (auto Known = Fixes.Withheld.find(Index); Known != Fixes.Withheld.end())
      Messages.say(Found.Where, Level::Note,
                   "'membrane fix' leaves this: " + placed(Known->second));
  }
}

void TextReport::writeTotal(llvm::StringRef Title,
                            llvm::ArrayRef<size_t> Counts) {
  Out << Title;
  llvm::StringRef Between = ": ";
  for (unsigned Index = 0; Index < NumAllocationClasses; ++Index) {
    if (Counts[Index] == 0)
      continue;
    auto Class = static_cast<AllocationClass>(Index);
    Out << Between << Counts[Index] << ' ';
    Out.changeColor(classColor(Class)) << className(Class);
    Out.resetColor();
    Between = ", ";
  }
  Out << '\n';
}

void TextReport::writeTotals() {
  std::array<size_t, NumAllocationClasses> All{}, Shown{};
  for (const SurfaceFunction &Function : Answer.Functions) {
    ++All[static_cast<unsigned>(Function.Class)];
    if (isShown(Function))
      ++Shown[static_cast<unsigned>(Function.Class)];
  }
  startPart();
  ColorScope Colors(Out, Style);
  size_t Total = Answer.Functions.size();
  writeTotal(counted(Total, "function") + " in " +
                 counted(Answer.UnitsTotal, "unit"),
             All);
  if (Public != 0 && Public != Total)
    writeTotal(std::to_string(Public) + " of them public", Shown);
}

void TextReport::writeFindingTotals(const Outcome &Found) {
  static constexpr Level Levels[] = {Level::Error, Level::Warning, Level::Note,
                                     Level::Remark};
  Out << counted(Found.Findings.size(), "finding");
  llvm::StringRef Between = ": ";
  for (Level Severity : Levels) {
    size_t Count = llvm::count_if(Found.Findings, [&](const Finding &Each) {
      return Each.Severity == Severity;
    });
    if (Count == 0)
      continue;
    Out << Between << counted(Count, levelName(Severity));
    Between = ", ";
  }
  if (Found.Suppressed)
    Out << "; " << Found.Suppressed << " suppressed in the source";
  if (!Found.Known.empty())
    Out << "; " << Found.Known.size() << " in the baseline";
  Out << '\n';
}

void TextReport::writeRun() {
  Diagnostics Messages(Answer, Style, Out);
  if (!Answer.Failed.empty())
    Out << Answer.Failed.size() << " of " << counted(Answer.UnitsTotal, "unit")
        << " failed:\n";
  for (const FailedUnit &Lost : Answer.Failed)
    Out << "  " << printable(Names.relative(Lost.File)) << ": "
        << printable(Lost.Reason) << '\n';
  std::string Limits;
  for (const BoundHit &Hit : Answer.Bounds)
    Limits += (Limits.empty() ? "" : ", ") + Hit.Name + " (" +
              counted(Hit.Count, "time") + ")";
  if (!Limits.empty())
    Messages.say({}, Level::Note,
                 "limits of the analysis were reached: " + Limits);
  for (const std::string &Text : Answer.Notes)
    Messages.say({}, Level::Note, Text);
}

void membrane::writeText(const Surface &Answer, const Outcome &Found,
                         const FoundFixes &Fixes, const TextStyle &Style,
                         raw_ostream &Out) {
  TextReport Report(Answer, Style, Out);
  Report.writeTable();
  Report.writeFindings(Found.Findings, Fixes);
  Report.writeTotals();
  Report.writeFindingTotals(Found);
  Report.writeRun();
}
