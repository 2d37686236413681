// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The built-in tables: Builtin.inc, which membrane-models-check writes out of
// the YAML files of this folder, unpacked. Rows that have no packed form are
// read as any file is, each when it is first asked for.

#include "analysis/models/Packed.h"

using namespace membrane;

#include "analysis/models/Builtin.inc"

Models Models::builtin() {
  Models All;
  for (const PackedFamily &Row : BuiltinFamilies)
    All.Families[Row.Name] = {Row.Name, Row.Kind, Row.Release, Row.Opaque};
  for (const PackedType &Row : BuiltinTypes)
    All.TypeOpacity[Row.Name] = Row.Opaque;
  for (const PackedFunction &Row : BuiltinFunctions) {
    Model What = unpack(
        llvm::ArrayRef(BuiltinEffects).slice(Row.FirstEffect, Row.EffectCount),
        Row.Flags);
    What.Name = Row.Name;
    What.Family = Row.Family;
    What.FillFamily = Row.FillFamily;
    What.InRegion = Row.InRegion;
    What.InScratch = Row.InScratch;
    What.GrowsInRegion = Row.GrowsInRegion;
    What.InHeap = Row.InHeap;
    if (const ModelFamily *Family = All.family(What.Family)) {
      What.Kind = Family->Kind;
      What.Release = Family->Release;
    }
    All.ByName.try_emplace(Row.Name, std::move(What));
  }
  for (const TextFunction &Row : BuiltinTexts)
    All.Unread.try_emplace(Row.Name, Row.Text);
  return All;
}
