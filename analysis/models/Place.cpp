// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "analysis/models/Place.h"

#include "analysis/models/Spelling.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/ADT/Twine.h"
#include "llvm/Support/ErrorHandling.h"

using namespace membrane;
using llvm::StringRef;
using llvm::Twine;
using Root = ModelPlace::Root;

//===-- Text to values ----------------------------------------------------===//

/// "56", "8+16k" or "?".
static std::optional<Offset> parseOffset(StringRef Text) {
  if (Text == "?")
    return Offset::any();
  int64_t Bytes = 0;
  uint64_t Stride = 0;
  auto [First, Step] = Text.split('+');
  bool Repeats = First.size() != Text.size();
  if (First.getAsInteger(10, Bytes))
    return std::nullopt;
  if (Repeats && (!Step.consume_back("k") || Step.getAsInteger(10, Stride) ||
                  Stride == 0 || Stride > INT32_MAX))
    return std::nullopt;
  return Offset::make(Bytes, Stride);
}

/// "AT" and the "*AT"s behind it.
static std::optional<ModelPlace::Link> parseLink(StringRef Text) {
  llvm::SmallVector<StringRef, 2> Parts;
  Text.split(Parts, '*');
  ModelPlace::Link Step;
  for (StringRef Part : Parts) {
    auto At = parseOffset(Part);
    if (!At)
      return std::nullopt;
    if (Part.data() == Text.data())
      Step.At = *At;
    else
      Step.Again.push_back(*At);
  }
  return Step;
}

static std::optional<ModelPlace> parseRoot(StringRef Text) {
  ModelPlace Place;
  auto Word = llvm::StringSwitch<std::optional<Root>>(Text)
                  .Case("variadic", Root::Variadic)
                  .Case("fresh", Root::Fresh)
                  .Case("static", Root::Static)
                  .Case("thrown", Root::Thrown)
                  .Case("outside", Root::Outside)
                  .Default(std::nullopt);
  if (Word) {
    Place.From = *Word;
    Place.Number = *Word == Root::Fresh ? ModelPlace::Own : 0;
    return Place;
  }
  if (Text.consume_front("fresh "))
    Place.From = Root::Fresh;
  if (Text.getAsInteger(10, Place.Number) ||
      (Place.From == Root::Argument && Place.Number > MaxModelArgument) ||
      Place.Number == ModelPlace::Own)
    return std::nullopt;
  return Place;
}

std::optional<ModelPlace> membrane::parsePlace(StringRef Text) {
  llvm::SmallVector<StringRef, 4> Parts;
  Text.trim().split(Parts, '@');
  auto Place = parseRoot(Parts[0].trim());
  for (StringRef Part : llvm::drop_begin(Parts)) {
    auto Step = parseLink(Part);
    if (!Place || !Step)
      return std::nullopt;
    Place->Links.push_back(*Step);
  }
  return Place;
}

static std::optional<ModelValue> parseValue(StringRef Text) {
  Text = Text.trim();
  ModelValue Value;
  if (Text == "null" || Text == "number") {
    Value.Form =
        Text == "null" ? ModelValue::Kind::Null : ModelValue::Kind::Number;
    return Value;
  }
  if (Text.consume_front("inside "))
    Value.Form = ModelValue::Kind::Inside;
  auto To = parsePlace(Text);
  if (!To)
    return std::nullopt;
  Value.To = *To;
  return Value;
}

static std::optional<std::vector<ModelValue>> parseValues(StringRef Text) {
  std::vector<ModelValue> Values;
  llvm::SmallVector<StringRef, 4> Parts;
  Text.split(Parts, " or ");
  for (StringRef Part : Parts) {
    auto Value = parseValue(Part);
    if (!Value)
      return std::nullopt;
    Values.push_back(*Value);
  }
  return Values;
}

std::optional<ModelStore> membrane::parseStore(StringRef Text) {
  ModelStore Store;
  auto [Left, Right] = Text.split(" = ");
  Store.Replaces = !Right.empty();
  if (!Store.Replaces)
    std::tie(Left, Right) = Text.split(" -> ");
  auto Place = parsePlace(Left);
  auto Values = parseValues(Right);
  if (!Place || !Values || Place->Links.empty() ||
      !Place->Links.back().Again.empty())
    return std::nullopt;
  Store.At = Place->Links.back().At;
  Place->Links.pop_back();
  Store.Into = *Place;
  Store.Values = *Values;
  return Store;
}

std::optional<ModelPart> membrane::parsePart(StringRef Text) {
  ModelPart Part;
  if (Text.consume_front("part ")) {
    StringRef Bytes;
    std::tie(Bytes, Text) = Text.split(' ');
    if (Bytes.getAsInteger(10, Part.Bytes))
      return std::nullopt;
  }
  auto Value = parseValue(Text);
  if (!Value)
    return std::nullopt;
  Part.Value = *Value;
  return Part;
}

std::optional<ModelFree> membrane::parseFree(StringRef Text) {
  bool Counted = Text.consume_back(" counted");
  bool Always = !Counted && !Text.consume_back(" maybe");
  auto What = parsePlace(Text);
  if (!What)
    return std::nullopt;
  return ModelFree{*What, Always, Counted};
}

std::optional<std::vector<ModelValue>>
membrane::parsePassedValues(StringRef Text) {
  if (Text.trim() == "nothing")
    return std::vector<ModelValue>();
  return parseValues(Text);
}

//===-- Values to text ----------------------------------------------------===//

static std::string spellOffset(Offset At) {
  if (At.isAny() || At.isBounded())
    return "?";
  if (At.isExact())
    return std::to_string(At.Bytes);
  return (Twine(At.Bytes) + "+" + Twine(At.Stride) + "k").str();
}

static std::string spellRoot(const ModelPlace &Place) {
  switch (Place.From) {
  case Root::Argument:
    return llvm::utostr(Place.Number);
  case Root::Variadic:
    return "variadic";
  case Root::Fresh:
    return Place.Number == ModelPlace::Own
               ? "fresh"
               : "fresh " + llvm::utostr(Place.Number);
  case Root::Static:
    return "static";
  case Root::Thrown:
    return "thrown";
  case Root::Outside:
    return "outside";
  }
  llvm_unreachable("every root has a spelling");
}

std::string membrane::spell(const ModelPlace &Place) {
  std::string Text = spellRoot(Place);
  for (const ModelPlace::Link &Step : Place.Links) {
    Text += "@" + spellOffset(Step.At);
    for (Offset At : Step.Again)
      Text += "*" + spellOffset(At);
  }
  return Text;
}

static std::string spellValue(const ModelValue &Value) {
  switch (Value.Form) {
  case ModelValue::Kind::Start:
    return spell(Value.To);
  case ModelValue::Kind::Inside:
    return "inside " + spell(Value.To);
  case ModelValue::Kind::Null:
    return "null";
  case ModelValue::Kind::Number:
    return "number";
  }
  llvm_unreachable("every kind of value has a spelling");
}

static std::string spellValues(llvm::ArrayRef<ModelValue> Values) {
  std::string Text;
  for (const ModelValue &Value : Values)
    Text += (Text.empty() ? "" : " or ") + spellValue(Value);
  return Text.empty() ? "nothing" : Text;
}

std::string membrane::spell(const ModelStore &Store) {
  return spell(Store.Into) + "@" + spellOffset(Store.At) +
         (Store.Replaces ? " = " : " -> ") + spellValues(Store.Values);
}

std::string membrane::spell(const ModelPart &Part) {
  return (Part.Bytes ? "part " + std::to_string(Part.Bytes) + " " : "") +
         spellValue(Part.Value);
}

std::string membrane::spell(const ModelFree &Free) {
  return spell(Free.What) + spellSureness(Free).str();
}

std::string membrane::spell(const ModelBlock &Block) {
  std::string Text = "{";
  if (!Block.Family.empty())
    Text += "family: " + quoteModelName(Block.Family);
  if (Block.Through)
    Text += (Block.Family.empty() ? "through: '" : ", through: '") +
            spell(*Block.Through) + "'";
  return Text + "}";
}

std::string membrane::spell(const ModelCallback &Callback) {
  std::string Text = "{through: '" + spell(Callback.Through) + "'";
  const char *Separator = ", passed: [";
  for (const std::vector<ModelValue> &Values : Callback.Passed) {
    Text += Separator + ("'" + spellValues(Values) + "'");
    Separator = ", ";
  }
  Text += Callback.Passed.empty() ? "" : "]";
  return Text + (Callback.Defaulted ? ", defaulted: true}" : "}");
}

//===-- Rows --------------------------------------------------------------===//

void membrane::forEachPlace(const Model &What,
                            llvm::function_ref<void(const ModelPlace &)> Use) {
  auto UseValue = [&](const ModelValue &Value) {
    if (Value.Form == ModelValue::Kind::Start ||
        Value.Form == ModelValue::Kind::Inside)
      Use(Value.To);
  };
  for (const ModelBlock &Block : What.Blocks)
    if (Block.Through)
      Use(*Block.Through);
  for (const ModelStore &Store : What.Stores) {
    Use(Store.Into);
    llvm::for_each(Store.Values, UseValue);
  }
  for (const ModelPart &Part : What.Parts)
    UseValue(Part.Value);
  for (const ModelFree &Free : What.Frees)
    Use(Free.What);
  for (const ModelCallback &Callback : What.Callbacks) {
    Use(Callback.Through);
    for (const std::vector<ModelValue> &Values : Callback.Passed)
      llvm::for_each(Values, UseValue);
  }
}

bool membrane::isByPlace(const Model &What) {
  return What.Unknown || What.Format || What.ThreadValue ||
         !What.Exceptions.empty() || !What.Blocks.empty() ||
         !What.Stores.empty() || !What.Parts.empty() || !What.Frees.empty() ||
         !What.Callbacks.empty();
}
