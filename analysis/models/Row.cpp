// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "analysis/models/Row.h"

#include "analysis/models/Place.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/ErrorHandling.h"

using namespace membrane;

RowKind Row::kind() const {
  if (!Names.empty())
    return FunctionRow;
  if (!Types.empty())
    return TypeNameRow;
  return FamilyRow;
}

llvm::StringRef membrane::rowName(RowKind Kind) {
  switch (Kind) {
  case FunctionRow:
    return "a function row ('name')";
  case TypeNameRow:
    return "a type row ('type')";
  case FamilyRow:
    return "a family row ('family' without 'name')";
  }
  llvm_unreachable("every kind of row has a name");
}

/// Whether a place names the row's own block.
static bool namesOwn(const Model &What) {
  bool Found = false;
  forEachPlace(What, [&](const ModelPlace &Place) {
    Found |= Place.From == ModelPlace::Root::Fresh &&
             Place.Number == ModelPlace::Own;
  });
  return Found;
}

/// What is wrong with the places that a row names; empty if nothing is.
static std::string checkPlaces(const Model &What) {
  std::string Wrong;
  forEachPlace(What, [&](const ModelPlace &Place) {
    bool Block = Place.From == ModelPlace::Root::Fresh &&
                 Place.Number != ModelPlace::Own;
    if (Block && Place.Number >= What.Blocks.size())
      Wrong = "'fresh " + std::to_string(Place.Number) + "' is none of the " +
              std::to_string(What.Blocks.size()) + " 'blocks'";
    // What stands in a new block is what the row says.
    if (Place.From == ModelPlace::Root::Fresh && !Place.Links.empty())
      Wrong = "a place cannot go through a fresh block; name what is stored "
              "there";
    if (Place.From == ModelPlace::Root::Outside && !Place.Links.empty())
      Wrong = "a place cannot go through 'outside'";
  });
  return Wrong;
}

static bool returnsFresh(const Model &What) {
  return llvm::any_of(What.Returns, [](const ModelResult &Result) {
    return Result.From == ModelResult::Kind::Fresh;
  });
}

static bool fills(const Model &What) {
  return !What.Fills.empty() || !What.FillsAnywhere.empty();
}

/// Whether something goes into a fresh result.
static bool needsResult(const Model &What) {
  return llvm::any_of(What.Copies,
                      [](const auto &Copy) { return Copy.second < 0; }) ||
         llvm::any_of(What.Keeps, [](const ModelKeep &Keep) {
           return Keep.Into == ModelKeep::Result;
         });
}

static bool keepsInItself(const Model &What) {
  return llvm::any_of(What.Keeps, [](const ModelKeep &Keep) {
    return !Keep.Content && Keep.Into == int(Keep.Argument);
  });
}

/// Whether the row says something that happens when the function returns.
static bool saysReturn(const Model &What) {
  return !What.Returns.empty() || fills(What) || !What.Copies.empty() ||
         !What.Points.empty() || !What.Parts.empty() || What.ReturnsTwice;
}

static std::string checkFamily(const Row &Read) {
  const Model &What = Read.What;
  bool Fresh = returnsFresh(What) || namesOwn(What), Fills = fills(What);
  bool Needs = Fresh || Fills || What.Allocates || !What.Releases.empty();
  if (Needs && Read.Family.Name.empty())
    return "the row makes or releases memory but has no 'family'; add the "
           "family that the memory belongs to";
  if (!Needs && !Read.Family.Name.empty())
    return "'family' is given but the row neither makes nor releases memory; "
           "remove it, or add 'returns: fresh', 'fills' or 'releases'";
  if (!Read.FillFamily.Name.empty() && !Fills)
    return "'fill-family' is given but there is no 'fills'";
  if (What.Linked && !Fresh && !Fills)
    return "'linked' speaks of fresh memory, but the row makes none";
  if ((What.Zeroed || !What.Size.empty()) && !returnsFresh(What))
    return "'size' and 'zeroed' speak of a fresh result, but the row has none";
  return "";
}

static std::string checkFunction(const Row &Read) {
  const Model &What = Read.What;
  if (What.NoReturn && saysReturn(What))
    return "'noreturn' contradicts what the row says about the return";
  if (needsResult(What) && !returnsFresh(What))
    return "'result' is named as a place, but the row does not return 'fresh'";
  if (std::string Wrong = checkPlaces(What); !Wrong.empty())
    return Wrong;
  if (!What.CallsHeld.empty() && !What.Unknown)
    return "'calls-held' needs 'unknown: true', for calls of which nobody sees "
           "what the variable holds";
  if (keepsInItself(What))
    return "'keeps' stores an argument in itself";
  return checkFamily(Read);
}

std::string Row::check() const {
  if (!Names.empty() && !Types.empty())
    return "a row is about functions ('name') or types ('type'), not both";
  switch (kind()) {
  case FunctionRow:
    return checkFunction(*this);
  case TypeNameRow:
    return Opaque ? "" : "a type row needs 'opaque: true' or 'opaque: false'";
  case FamilyRow:
    if (Family.Name.empty())
      return "a row needs 'name' (functions), 'type' (types) or 'family'";
    return Kind ? "" : "a family row needs 'kind'";
  }
  llvm_unreachable("every kind of row is checked");
}
