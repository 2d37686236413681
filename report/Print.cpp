// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The summary dump: the surface as stable text, one block for each function.

#include "report/Places.h"
#include "report/Report.h"
#include "report/Words.h"
#include "llvm/ADT/StringExtras.h"

using namespace membrane;

namespace {
class SummaryPrinter {
public:
  SummaryPrinter(const Surface &Answer, llvm::raw_ostream &Out)
      : Answer(Answer), Starts(Answer), Out(Out) {}

  void print(const SurfaceFunction &Function);
  void print(const SurfaceType &Type);
  void printRun();

private:
  void head(const SurfaceFunction &Function);
  void print(const Allocator &Source);
  void print(const Escape &Leaving);
  void print(const Release &Freed);
  void print(const Retention &Kept);
  void print(const Keep &Kept);
  void print(const Borrow &From);
  void printResult(const SurfaceFunction &Function);
  void print(const Stack &Used);
  void print(const Assumption &Made);
  void printPlace(ArgumentRef Argument, llvm::StringRef Path);
  void printNames(llvm::StringRef Word, llvm::ArrayRef<std::string> Names,
                  llvm::StringRef Tail = "");

  const Surface &Answer;
  FunctionStarts Starts;
  llvm::raw_ostream &Out;
};
} // namespace

void SummaryPrinter::printPlace(ArgumentRef Argument, llvm::StringRef Path) {
  Out << "argument " << argumentName(Argument) << " \"" << Path << '"';
}

void SummaryPrinter::head(const SurfaceFunction &Function) {
  Out << Function.Name << ": " << className(Function.Class);
  if (Function.Class == AllocationClass::Unknown)
    Out << ", if assumed " << className(Function.ClassIfAssumed);
  Out << '\n';
}

void SummaryPrinter::print(const Allocator &Source) {
  Out << "  allocates " << Source.Family << ' ' << kindName(Source.Kind);
  if (Source.Argument) {
    Out << ' ';
    printPlace(Source.Argument, Source.Path);
  }
  if (!Source.Default.empty())
    Out << " default " << Source.Default;
  Out << '\n';
}

void SummaryPrinter::print(const Escape &Leaving) {
  Out << "  escapes " << exitName(Leaving.To);
  if (Leaving.Argument)
    Out << ' ' << argumentName(Leaving.Argument);
  Out << " \"" << Leaving.Path << '"';
  if (!Leaving.Type.empty())
    Out << ' ' << Leaving.Type;
  Out << (Leaving.Opaque ? " opaque" : "") << " family " << Leaving.Family;
  if (!Leaving.Release.empty())
    Out << " release " << llvm::join(Leaving.Release, " ");
  Out << '\n';
}

void SummaryPrinter::print(const Release &Freed) {
  Out << "  releases ";
  printPlace(Freed.Argument, Freed.Path);
  Out << (Freed.Always ? " always" : " maybe")
      << (Freed.Deferred ? ", deferred" : "") << '\n';
}

void SummaryPrinter::print(const Retention &Kept) {
  Out << "  retains ";
  if (Kept.Fresh)
    Out << "fresh";
  else
    printPlace(Kept.Argument, Kept.Path);
  Out << " in " << Kept.Global << '\n';
}

void SummaryPrinter::print(const Keep &Kept) {
  Out << "  stores ";
  printPlace(Kept.Argument, Kept.Path);
  Out << " into ";
  printPlace(Kept.Into, Kept.IntoPath);
  if (!Kept.ReleasedBy.empty())
    Out << " released by " << Kept.ReleasedBy;
  Out << '\n';
}

void SummaryPrinter::print(const Borrow &From) {
  Out << "  borrows ";
  if (From.FromArgument)
    printPlace(From.Argument, From.Path);
  else
    Out << "static";
  Out << '\n';
}

void SummaryPrinter::printResult(const SurfaceFunction &Function) {
  if (Function.Result == Ownership::None && !Function.Nullable)
    return;
  Out << "  result " << ownershipName(Function.Result)
      << (Function.Nullable ? ", nullable" : "");
  if (!Function.Condition.empty())
    Out << ": " << Function.Condition;
  Out << '\n';
}

void SummaryPrinter::print(const Stack &Used) {
  if (Used.Bytes == 0 && Used.Bounded && !Used.Recursive)
    return;
  Out << "  stack " << Used.Bytes << " bytes"
      << (Used.Bounded ? "" : ", unbounded")
      << (Used.Recursive ? ", recursive" : "") << '\n';
}

void SummaryPrinter::print(const Assumption &Made) {
  Out << "  assumes " << assumptionName(Made.Kind);
  if (!Made.Name.empty())
    Out << ' ' << Made.Name;
  Out << " at " << Made.Where.Line << '\n';
}

void SummaryPrinter::print(const SurfaceFunction &Function) {
  head(Function);
  for (const Allocator &Source : Function.Allocators)
    print(Source);
  for (const Escape &Leaving : Function.Escapes)
    print(Leaving);
  for (const Release &Freed : Function.Releases)
    print(Freed);
  for (const Retention &Kept : Function.Retains)
    print(Kept);
  for (const Keep &Kept : Function.Stores)
    print(Kept);
  for (const Borrow &From : Function.Borrows)
    print(From);
  printResult(Function);
  print(Function.Stack);
  for (const Leak &Lost : Function.Leaks)
    Out << "  leaks " << Lost.Family << " at "
        << placeIn(Starts, Function, Lost.Witness).Line << '\n';
  for (const Promised &Each : Function.Contracts)
    Out << "  promises " << Each.Word.Text
        << (Each.Is == Promised::State::Broken    ? ", broken"
            : Each.Is == Promised::State::Unclear ? ", unclear"
                                                  : "")
        << '\n';
  for (const Assumption &Made : Function.Assumptions)
    print(Made);
}

void SummaryPrinter::printNames(llvm::StringRef Word,
                                llvm::ArrayRef<std::string> Names,
                                llvm::StringRef Tail) {
  if (!Names.empty())
    Out << "  " << Word << ' ' << llvm::join(Names, " ") << Tail << '\n';
}

void SummaryPrinter::print(const SurfaceType &Type) {
  Out << "type " << Type.Name << ": " << (Type.Opaque ? "opaque" : "visible")
      << '\n';
  printNames("leaks", Type.Leaks);
  printNames("release", Type.Release,
             !Type.ReleaseComplete   ? ""
             : *Type.ReleaseComplete ? " complete"
                                     : " incomplete");
  if (!Type.Doubt.empty())
    Out << "  unsure " << Type.Doubt << '\n';
  for (const Remainder &Stays : Type.Remains)
    Out << "  remains \"" << Stays.Path << "\" by " << Stays.By << '\n';
  printNames("constructors", Type.Constructors);
}

void SummaryPrinter::printRun() {
  Places Names(Answer);
  for (const BoundHit &Hit : Answer.Bounds)
    Out << "bound " << Hit.Name << ' ' << Hit.Count << '\n';
  for (const FailedUnit &Lost : Answer.Failed)
    Out << "failed " << Names.relative(Lost.File) << ": " << Lost.Reason
        << '\n';
  for (const std::string &Text : Answer.Notes)
    Out << "note " << Text << '\n';
}

void membrane::print(const Surface &Answer, llvm::raw_ostream &Out) {
  SummaryPrinter Printer(Answer, Out);
  bool First = true;
  for (const SurfaceFunction &Function : Answer.Functions) {
    Out << (First ? "" : "\n");
    First = false;
    Printer.print(Function);
  }
  for (const SurfaceType &Type : Answer.Types) {
    Out << (First ? "" : "\n");
    First = false;
    Printer.print(Type);
  }
  if (!First &&
      Answer.Bounds.size() + Answer.Failed.size() + Answer.Notes.size() != 0)
    Out << '\n';
  Printer.printRun();
}
