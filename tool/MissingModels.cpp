// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "tool/MissingModels.h"
#include "analysis/models/Models.h"
#include "tool/Inputs.h"
#include "llvm/Support/Format.h"

namespace membrane {

std::vector<MissingLine> describeMissing(const Program &Linked,
                                         llvm::ArrayRef<MissingFunction> Found,
                                         llvm::StringRef Root) {
  std::vector<MissingLine> Lines;
  for (const MissingFunction &Missing : Found) {
    const Symbol &Named = Linked.Symbols[Missing.Symbol.Index];
    MissingLine Line;
    Line.Name = Named.Name;
    Line.Signature = Named.Signature;
    Line.CallShape = Named.CallShape;
    Line.Calls = Missing.Calls;
    if (Missing.First)
      Line.Place = (relativeTo(Root, Linked.Files[Missing.First.File.Index]) +
                    ":" + llvm::Twine(Missing.First.Line) + ":" +
                    llvm::Twine(Missing.First.Column))
                       .str();
    Lines.push_back(std::move(Line));
  }
  return Lines;
}

void printMissing(llvm::ArrayRef<MissingLine> Lines, llvm::raw_ostream &Out) {
  size_t Width = 8;
  for (const MissingLine &Line : Lines)
    Width = std::max(Width, Line.Name.size());
  if (!Lines.empty())
    Out << "calls  " << llvm::left_justify("function", Width) << "  used at\n";
  for (const MissingLine &Line : Lines)
    Out << llvm::format_decimal(Line.Calls, 5) << "  "
        << llvm::left_justify(Line.Name, Width) << "  "
        << (Line.Place.empty() ? "?" : Line.Place) << '\n';
  Out << Lines.size()
      << (Lines.size() == 1 ? " function has" : " functions have")
      << " neither body nor model\n";
}

/// The keys that can apply, by what the machine passes: a pointer back, a
/// pointer in, or only numbers.
static void printKeys(const MissingLine &Line, llvm::raw_ostream &Out) {
  auto [Result, Arguments] = llvm::StringRef(Line.CallShape).split('(');
  if (Result.contains("ptr"))
    Out << ", returns: TODO";
  if (Arguments.contains("ptr"))
    Out << ", releases: TODO, keeps: TODO,\n   fills: TODO, calls: TODO";
  if (!Result.contains("ptr") && !Arguments.contains("ptr"))
    Out << ", allocates: TODO";
}

void printSkeleton(llvm::ArrayRef<MissingLine> Lines, llvm::raw_ostream &Out) {
  Out << "# Functions that have neither body nor model, the most called first."
         "\n# In each row replace every TODO by what the function does, or "
         "take its key out\n# if it does nothing of the kind (the format is in "
         "docs/models.md). A row that\n# makes or releases memory needs its "
         "'family' too. Take a row out if nobody\n# knows. 'membrane models "
         "--check' tells what is left to do.\n";
  for (const MissingLine &Line : Lines) {
    Out << "\n# ";
    if (Line.Calls == 0)
      Out << "its address is taken";
    else
      Out << Line.Calls << (Line.Calls == 1 ? " call" : " calls");
    if (!Line.Place.empty())
      Out << (Line.Calls > 1 ? ", the first at " : " at ") << Line.Place;
    if (!Line.Signature.empty())
      Out << "\n# " << Line.Signature;
    Out << "\n- {name: " << quoteModelName(Line.Name);
    printKeys(Line, Out);
    Out << "}\n";
  }
}

} // namespace membrane
