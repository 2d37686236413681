// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "analysis/surface/Kinds.h"

#include "llvm/ADT/STLExtras.h"

using namespace membrane;

static bool beginsWith(const PathNamer &Names, RecordId Whole, RecordId Start) {
  while (Whole && Whole != Start)
    Whole = Names.startOf(Whole);
  return Whole == Start;
}

std::vector<RecordId> membrane::kindsOf(const PathNamer &Names,
                                        const FunctionSummary &Does,
                                        const Releaser &As) {
  std::vector<RecordId> Kinds;
  auto Add = [&](RecordId Used) {
    if (Used && As.Record && Used != As.Record &&
        beginsWith(Names, Used, As.Record) && !llvm::is_contained(Kinds, Used))
      Kinds.push_back(Used);
  };
  for (const Node &Object : Does.Nodes)
    if (Object.Form == Node::Kind::Argument && Object.Number == As.Argument)
      Add(Object.Record);
  for (const auto &[Place, What] : As.Places)
    if (!Place.Steps.empty())
      Add(Place.Steps.front().Holder);
  return Kinds;
}

bool membrane::areApart(const PathNamer &Names, llvm::ArrayRef<RecordId> Kinds,
                        llvm::ArrayRef<RecordId> Others) {
  return !Kinds.empty() && !Others.empty() &&
         llvm::none_of(Kinds, [&](RecordId Kind) {
           return llvm::any_of(Others, [&](RecordId Other) {
             return beginsWith(Names, Kind, Other) ||
                    beginsWith(Names, Other, Kind);
           });
         });
}

bool membrane::isForOthers(const PathNamer &Names, const Releaser &As,
                           RecordId Object) {
  return Object && beginsWith(Names, Object, As.Record) &&
         areApart(Names, As.Kinds, Object);
}
