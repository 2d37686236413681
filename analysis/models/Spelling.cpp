// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "analysis/models/Spelling.h"

#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/ADT/Twine.h"
#include "llvm/Support/ErrorHandling.h"

using namespace membrane;
using llvm::StringRef;

namespace {

using Words = llvm::SmallVector<StringRef, 6>;

Words split(StringRef Text) {
  Words Parts;
  llvm::SplitString(Text, Parts);
  return Parts;
}

/// Removes First from the front if it stands there.
bool take(Words &Parts, StringRef First) {
  if (Parts.empty() || Parts.front() != First)
    return false;
  Parts.erase(Parts.begin());
  return true;
}

} // namespace

std::optional<unsigned> membrane::parseArgument(StringRef Text) {
  unsigned Number = 0;
  if (Text.getAsInteger(10, Number) || Number > MaxModelArgument)
    return std::nullopt;
  return Number;
}

std::optional<int> membrane::parseThrown(StringRef Text) {
  Text = Text.trim();
  if (Text.empty())
    return Model::AnyType;
  if (Text == "own")
    return Model::OwnTypes;
  return parseArgument(Text);
}

std::string membrane::spellThrown(int ThrownType) {
  if (ThrownType == Model::AnyType)
    return "throws";
  return "throws " + (ThrownType == Model::OwnTypes
                          ? std::string("own")
                          : std::to_string(ThrownType));
}

std::optional<ModelException> membrane::parseException(StringRef Text) {
  Words Parts = split(Text);
  ModelException Except;
  if (Parts.size() != 3 || Parts[1] != "is" ||
      Parts[2].getAsInteger(10, Except.Number))
    return std::nullopt;
  auto Argument = parseArgument(Parts[0]);
  if (!Argument)
    return std::nullopt;
  Except.Argument = *Argument;
  return Except;
}

std::optional<ModelFormat> membrane::parseFormat(StringRef Text) {
  Words Parts = split(Text);
  if (Parts.size() != 3 || Parts[1] != "has" || Parts[2].size() != 1 ||
      !llvm::isAlpha(Parts[2][0]))
    return std::nullopt;
  auto Argument = parseArgument(Parts[0]);
  if (!Argument)
    return std::nullopt;
  return ModelFormat{*Argument, Parts[2].str()};
}

std::optional<ModelThreadValue> membrane::parseThreadValue(StringRef Text) {
  using Kind = ModelThreadValue::Kind;
  Words Parts = split(Text);
  ModelThreadValue Held;
  if (Parts.size() == 4 && take(Parts, "writes") && Parts[1] == "at") {
    auto Value = parseArgument(Parts[0]);
    if (!Value)
      return std::nullopt;
    Held.Does = Kind::Writes;
    Held.Value = *Value;
    Parts.erase(Parts.begin(), Parts.begin() + 2);
  } else if (take(Parts, "reads")) {
    Held.Does = Kind::Reads;
  } else if (take(Parts, "drops")) {
    Held.Does = Kind::Drops;
  } else if (!take(Parts, "makes")) {
    return std::nullopt;
  }
  auto Key = Parts.size() == 1 ? parseArgument(Parts[0]) : std::nullopt;
  if (!Key)
    return std::nullopt;
  Held.Key = *Key;
  return Held;
}

/// Removes "if N null" from the end if it stands there.
static std::optional<int> takeCondition(Words &Parts) {
  if (Parts.size() < 4 || Parts.back() != "null" ||
      Parts[Parts.size() - 3] != "if")
    return -1;
  auto Argument = parseArgument(Parts[Parts.size() - 2]);
  if (!Argument)
    return std::nullopt;
  Parts.pop_back_n(3);
  return int(*Argument);
}

/// A result that takes no argument.
static std::optional<ModelResult::Kind> plainResult(StringRef Word) {
  using From = ModelResult::Kind;
  return llvm::StringSwitch<std::optional<From>>(Word)
      .Case("fresh", From::Fresh)
      .Case("static", From::Static)
      .Case("null", From::Null)
      .Case("thrown", From::Thrown)
      .Case("caught", From::Caught)
      .Default(std::nullopt);
}

/// A result that has to do with an argument.
static std::optional<ModelResult::Kind> argumentResult(StringRef Word) {
  using From = ModelResult::Kind;
  return llvm::StringSwitch<std::optional<From>>(Word)
      .Case("inside", From::Inside)
      .Case("content", From::Content)
      .Case("reachable", From::Reachable)
      .Default(std::nullopt);
}

std::optional<ModelResult> membrane::parseResult(StringRef Text) {
  Words Parts = split(Text);
  auto IfNull = takeCondition(Parts);
  if (!IfNull || Parts.empty() || Parts.size() > 2)
    return std::nullopt;
  if (Parts.size() == 1 && Parts[0] == "unknown")
    return ModelResult{ModelResult::Kind::Static, 0, *IfNull, true};
  if (Parts.size() == 1) {
    auto From = plainResult(Parts[0]);
    return From ? std::optional(ModelResult{*From, 0, *IfNull}) : std::nullopt;
  }
  auto From = argumentResult(Parts[0]);
  auto Argument = parseArgument(Parts[1]);
  if (!From || !Argument)
    return std::nullopt;
  return ModelResult{*From, *Argument, *IfNull};
}

std::optional<ModelRelease> membrane::parseRelease(StringRef Text) {
  Words Parts = split(Text);
  ModelRelease Release;
  Release.Anywhere = take(Parts, "contents");
  Release.Content = Release.Anywhere || take(Parts, "content");
  Release.Counted = Parts.size() == 2 && Parts.back() == "counted";
  if (Release.Counted || (Parts.size() == 2 && Parts.back() == "maybe")) {
    Release.Always = false;
    Parts.pop_back();
  }
  if (Parts.size() != 1)
    return std::nullopt;
  auto Argument = parseArgument(Parts[0]);
  if (!Argument)
    return std::nullopt;
  Release.Argument = *Argument;
  return Release;
}

/// Removes "if zero", "if not zero" or "if not negative" from the end if it
/// stands there.
static ModelSuccess takeSuccess(Words &Parts) {
  llvm::ArrayRef<StringRef> All = Parts;
  if (All.size() > 2 && All.take_back(2).equals({"if", "zero"})) {
    Parts.pop_back_n(2);
    return ModelSuccess::Zero;
  }
  if (All.size() > 3 && All.take_back(3).equals({"if", "not", "zero"})) {
    Parts.pop_back_n(3);
    return ModelSuccess::NotZero;
  }
  if (All.size() > 3 && All.take_back(3).equals({"if", "not", "negative"})) {
    Parts.pop_back_n(3);
    return ModelSuccess::NotNegative;
  }
  return ModelSuccess::Unknown;
}

std::optional<ModelFill> membrane::parseFill(StringRef Text) {
  Words Parts = split(Text);
  ModelSuccess If = takeSuccess(Parts);
  bool Anywhere = take(Parts, "inside");
  if (Parts.size() != 1)
    return std::nullopt;
  auto Argument = parseArgument(Parts[0]);
  if (!Argument)
    return std::nullopt;
  return ModelFill{*Argument, Anywhere, If};
}

std::optional<std::pair<unsigned, int>> membrane::parseCopy(StringRef Text) {
  Words Parts = split(Text);
  if (Parts.size() != 3 || Parts[1] != "->")
    return std::nullopt;
  auto From = parseArgument(Parts[0]);
  auto Into = parseArgument(Parts[2]);
  if (!From || (!Into && Parts[2] != "result"))
    return std::nullopt;
  return std::pair(*From, Into ? int(*Into) : -1);
}

std::optional<ModelKeep> membrane::parseKeep(StringRef Text) {
  Words Parts = split(Text);
  ModelKeep Keep;
  Keep.Content = take(Parts, "contents");
  auto Argument = Parts.empty() ? std::nullopt : parseArgument(Parts[0]);
  if (!Argument)
    return std::nullopt;
  Keep.Argument = *Argument;
  if (Parts.size() == 1)
    return Keep;
  if (Parts.size() != 3 || Parts[1] != "in")
    return std::nullopt;
  auto Into = parseArgument(Parts[2]);
  if (!Into && Parts[2] != "result" && Parts[2] != "thrown")
    return std::nullopt;
  Keep.Into = Into                   ? int(*Into)
              : Parts[2] == "thrown" ? ModelKeep::Thrown
                                     : ModelKeep::Result;
  return Keep;
}

std::optional<ModelPoint> membrane::parsePoint(StringRef Text) {
  auto [Place, Pointer] = Text.split("->");
  auto To = parseFill(Place);
  auto Value = parseResult(Pointer);
  if (!To || !Value || Value->From == ModelResult::Kind::Fresh ||
      To->If != ModelSuccess::Unknown)
    return std::nullopt;
  return ModelPoint{To->Argument, To->Anywhere, *Value};
}

std::optional<ModelPassed> membrane::parsePassed(StringRef Text) {
  using From = ModelPassed::Kind;
  if (Text == "nothing")
    return ModelPassed();
  Words Parts = split(Text);
  ModelPassed Passed;
  Passed.From = take(Parts, "start")     ? From::Start
                : take(Parts, "content") ? From::Content
                                         : From::Inside;
  auto Argument = Parts.size() == 1 ? parseArgument(Parts[0]) : std::nullopt;
  if (!Argument)
    return std::nullopt;
  Passed.Argument = *Argument;
  return Passed;
}

static std::string number(unsigned Argument) { return llvm::utostr(Argument); }

static std::string spellSource(const ModelResult &Result) {
  switch (Result.From) {
  case ModelResult::Kind::Fresh:
    return "fresh";
  case ModelResult::Kind::Inside:
    return "inside " + number(Result.Argument);
  case ModelResult::Kind::Content:
    return "content " + number(Result.Argument);
  case ModelResult::Kind::Static:
    return Result.Unknown ? "unknown" : "static";
  case ModelResult::Kind::Null:
    return "null";
  case ModelResult::Kind::Reachable:
    return "reachable " + number(Result.Argument);
  case ModelResult::Kind::Thrown:
    return "thrown";
  case ModelResult::Kind::Caught:
    return "caught";
  }
  llvm_unreachable("every kind of result has a spelling");
}

std::string membrane::spell(const ModelResult &Result) {
  std::string Text = spellSource(Result);
  if (Result.IfNull >= 0)
    Text += " if " + number(unsigned(Result.IfNull)) + " null";
  return Text;
}

std::string membrane::spell(const ModelRelease &Release) {
  std::string Text = Release.Anywhere  ? "contents "
                     : Release.Content ? "content "
                                       : "";
  return Text + number(Release.Argument) + spellSureness(Release).str();
}

std::string membrane::spell(const ModelFill &Fill) {
  const char *If = Fill.If == ModelSuccess::Zero          ? " if zero"
                   : Fill.If == ModelSuccess::NotZero     ? " if not zero"
                   : Fill.If == ModelSuccess::NotNegative ? " if not negative"
                                                          : "";
  return (Fill.Anywhere ? "inside " : "") + number(Fill.Argument) + If;
}

std::string membrane::spell(const std::pair<unsigned, int> &Copy) {
  return number(Copy.first) + " -> " +
         (Copy.second < 0 ? "result" : number(unsigned(Copy.second)));
}

std::string membrane::spell(const ModelKeep &Keep) {
  std::string Text = (Keep.Content ? "contents " : "") + number(Keep.Argument);
  if (Keep.Into == ModelKeep::Globals)
    return Text;
  if (Keep.Into == ModelKeep::Thrown)
    return Text + " in thrown";
  return Text + " in " +
         (Keep.Into < 0 ? "result" : number(unsigned(Keep.Into)));
}

std::string membrane::spell(const ModelPoint &Point) {
  return spell(ModelFill{Point.To, Point.Anywhere, ModelSuccess::Unknown}) +
         " -> " + spell(Point.Value);
}

static std::string spell(const ModelPassed &Passed) {
  switch (Passed.From) {
  case ModelPassed::Kind::Nothing:
    return "nothing";
  case ModelPassed::Kind::Inside:
    return number(Passed.Argument);
  case ModelPassed::Kind::Start:
    return "start " + number(Passed.Argument);
  case ModelPassed::Kind::Content:
    return "content " + number(Passed.Argument);
  }
  llvm_unreachable("every kind has a spelling");
}

std::string membrane::spell(const ModelCall &Call) {
  std::string Text = "{argument: ";
  Text += (Call.Content ? "content " : "") + number(Call.Argument);
  if (Call.Slot >= 0)
    Text += ", virtual: " + number(unsigned(Call.Slot));
  const char *Separator = ", passed: [";
  for (const ModelPassed &Passed : Call.Passed) {
    Text += Separator + ::spell(Passed);
    Separator = ", ";
  }
  Text += Call.Passed.empty() ? "" : "]";
  return Text + (Call.Returned ? ", returned: true}" : "}");
}

std::string membrane::spell(const ModelException &Except) {
  return number(Except.Argument) + " is " + std::to_string(Except.Number);
}

std::string membrane::spell(const ModelFormat &Format) {
  return std::to_string(Format.Argument) + " has " + Format.Directive;
}

std::string membrane::spell(const ModelThreadValue &Held) {
  switch (Held.Does) {
  case ModelThreadValue::Kind::Makes:
    return "makes " + number(Held.Key);
  case ModelThreadValue::Kind::Reads:
    return "reads " + number(Held.Key);
  case ModelThreadValue::Kind::Writes:
    return "writes " + number(Held.Value) + " at " + number(Held.Key);
  case ModelThreadValue::Kind::Drops:
    return "drops " + number(Held.Key);
  }
  llvm_unreachable("every kind has a spelling");
}
