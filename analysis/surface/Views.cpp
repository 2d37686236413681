// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The answer for a library alone, and that for all units → one.
//
// What the programs of a build set and pass (hooks of tests, callbacks of
// tools) is no client's; so the public functions and the types of the library
// are told without them. What no public header declares has other callers
// only in these programs, so of it the worse is told (docs/adr/0026).

#include "analysis/surface/Records.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSet.h"

using namespace membrane;

std::string membrane::recordKey(const SurfaceFunction &Of) {
  if (!Of.isOfItsFile())
    return Of.Mangled;
  return Of.Mangled + "@" + std::to_string(Of.Where.File.Index) + ":" +
         std::to_string(Of.Where.Line) + ":" + std::to_string(Of.Where.Column);
}

void membrane::orderRecords(Surface &Answer) {
  auto File = [&](Location Where) -> llvm::StringRef {
    return Where.File ? llvm::StringRef(Answer.Files[Where.File.Index]) : "";
  };
  llvm::sort(Answer.Functions,
             [&](const SurfaceFunction &A, const SurfaceFunction &B) {
               auto Left = File(A.Where), Right = File(B.Where);
               if (Left != Right)
                 return Left < Right;
               return std::tie(A.Where.Line, A.Where.Column, A.Name) <
                      std::tie(B.Where.Line, B.Where.Column, B.Name);
             });
}

static void joinFunctions(Surface &Whole, std::vector<SurfaceFunction> Own) {
  llvm::StringMap<size_t> Known;
  for (size_t I = 0; I < Whole.Functions.size(); ++I)
    Known[recordKey(Whole.Functions[I])] = I;
  for (SurfaceFunction &Each : Own) {
    auto Found = Known.find(recordKey(Each));
    if (Found == Known.end()) {
      Whole.Functions.push_back(std::move(Each));
      continue;
    }
    SurfaceFunction &There = Whole.Functions[Found->second];
    if (Each.Public || isWorse(Each, There))
      There = std::move(Each);
  }
}

static void joinTypes(Surface &Whole, std::vector<SurfaceType> Own) {
  llvm::StringSet<> Known;
  for (const SurfaceType &Each : Own)
    Known.insert(Each.Name);
  for (SurfaceType &Each : Whole.Types)
    if (!Known.contains(Each.Name))
      Own.push_back(std::move(Each));
  llvm::stable_sort(Own, [](const SurfaceType &A, const SurfaceType &B) {
    return A.Name < B.Name;
  });
  Whole.Types = std::move(Own);
}

Surface membrane::joinViews(Surface Library, Surface Whole) {
  joinFunctions(Whole, std::move(Library.Functions));
  joinTypes(Whole, std::move(Library.Types));
  orderRecords(Whole);
  return Whole;
}
