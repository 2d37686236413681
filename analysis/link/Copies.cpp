// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A header may give the body of a function that a library defines (C99 inline,
// gnu_inline), so that callers inline its usual way and call the library for
// the rest. Where that library is not part of the program, a model tells more
// than such a copy, whose callees nobody saw. A definition in any unit stands
// for the copies, model or not.

#include "analysis/link/Copies.h"

#include "analysis/models/Models.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSet.h"

using namespace membrane;

static bool isCopy(const Symbol &Named) {
  return Named.Form == Symbol::Kind::Function && Named.Defined &&
         Named.Link == Linkage::Copy;
}

/// The names of the functions that some unit defines for others.
static llvm::StringSet<> definedNames(llvm::ArrayRef<Unit> Units) {
  llvm::StringSet<> Names;
  for (const Unit &Source : Units)
    for (const Symbol &Named : Source.Symbols)
      if (Named.Defined && Named.Link != Linkage::Internal && !isCopy(Named))
        Names.insert(Named.Name);
  return Names;
}

void membrane::dropCopies(std::vector<Unit> &Units, const Models &Known) {
  llvm::StringSet<> Defined = definedNames(Units);
  for (Unit &Source : Units) {
    std::vector<bool> Dropped(Source.Symbols.size());
    for (size_t I = 0; I < Source.Symbols.size(); ++I) {
      Symbol &Named = Source.Symbols[I];
      if (!isCopy(Named) || Defined.contains(Named.Name) ||
          !Known.find(Named.Name))
        continue;
      Named.Defined = false;
      Named.Link = Linkage::External;
      Dropped[I] = true;
    }
    llvm::erase_if(Source.Functions, [&](const Function &Body) {
      return Dropped[Body.Symbol.Index];
    });
  }
}
