// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What each check says of hand-built functions, and which checks run.

#include "checks/Checks.h"
#include "llvm/ADT/StringExtras.h"
#include "gtest/gtest.h"

using namespace membrane;

static SurfaceFunction makeFunction(llvm::StringRef Name, unsigned Line) {
  SurfaceFunction Made;
  Made.Name = Name.str();
  Made.Where = {FileId(0), Line, 6};
  Made.Linkage = "external";
  Made.Public = true;
  return Made;
}

static Escape makeEscape(Exit To, int Argument) {
  Escape Made;
  Made.To = To;
  Made.Argument = {Argument};
  Made.Type = "char *";
  Made.Family = "malloc";
  Made.Release = {"free"};
  return Made;
}

static Surface makeSurface(std::vector<SurfaceFunction> Functions) {
  Surface Made;
  Made.Root = "/p";
  Made.Files = {"/p/b.c", "/p/a.c"};
  Made.Functions = std::move(Functions);
  return Made;
}

static std::vector<Finding> run(const Surface &Answer, llvm::StringRef Globs) {
  auto Found = runChecks(Answer, Globs);
  if (Found)
    return std::move(*Found);
  ADD_FAILURE() << llvm::toString(Found.takeError());
  return {};
}

// "LINE:COLUMN level message [check]" for each finding.
static std::string told(const Surface &Answer, llvm::StringRef Globs = "*") {
  std::string Text;
  for (const Finding &Found : run(Answer, Globs))
    Text += std::to_string(Found.Where.Line) + ":" +
            std::to_string(Found.Where.Column) + " " +
            levelName(Found.Severity).str() + " " + Found.Message + " [" +
            Found.Check + "]\n";
  return Text;
}

TEST(Checks, VisibleEscapes) {
  SurfaceFunction Function = makeFunction("f", 10);
  Escape Deep = makeEscape(Exit::Return, ArgumentRef::Absent);
  Deep.Path = "->name";
  Escape Field = makeEscape(Exit::Argument, 1);
  Field.Path = "->name";
  Escape Other = makeEscape(Exit::Argument, 1);
  Escape Variable = makeEscape(Exit::Global, ArgumentRef::Absent);
  Variable.Path = "environ";
  Function.Escapes = {makeEscape(Exit::Return, ArgumentRef::Absent),
                      Deep,
                      Field,
                      Other,
                      makeEscape(Exit::Argument, ArgumentRef::This),
                      makeEscape(Exit::Callback, 2),
                      Variable};
  EXPECT_EQ(told(makeSurface({Function})),
            "10:6 warning 'f' hands a non-opaque allocation to the callback in "
            "argument 2 [non-opaque-argument]\n"
            "10:6 warning 'f' leaves a non-opaque allocation in argument 1 at "
            "'->name' [non-opaque-argument]\n"
            "10:6 warning 'f' leaves a non-opaque allocation in the object "
            "[non-opaque-argument]\n"
            "10:6 warning 'f' leaves a non-opaque allocation in the public "
            "variable 'environ' [non-opaque-argument]\n"
            "10:6 warning 'f' returns a non-opaque allocation "
            "[non-opaque-return]\n");
}

TEST(Checks, OpaqueAndCallersMemoryPass) {
  SurfaceFunction Function = makeFunction("f", 10);
  Escape Handle = makeEscape(Exit::Return, ArgumentRef::Absent);
  Handle.Opaque = true;
  Escape Given = makeEscape(Exit::Argument, 0);
  Given.Family = "argument 0 ->zalloc";
  Allocator Callers;
  Callers.Family = Given.Family;
  Callers.Argument = {0};
  Function.Escapes = {Handle, Given};
  Function.Allocators = {Callers};
  EXPECT_EQ(told(makeSurface({Function})), "");
}

TEST(Checks, AdviceNamesTheRelease) {
  SurfaceFunction Function = makeFunction("f", 10);
  Function.Escapes = {makeEscape(Exit::Return, ArgumentRef::Absent)};
  auto Found = run(makeSurface({Function}), "*");
  ASSERT_EQ(Found.size(), 1u);
  EXPECT_NE(Found[0].Advice.find("with 'free'"), std::string::npos);
  Function.Escapes[0].Release.clear();
  Found = run(makeSurface({Function}), "*");
  EXPECT_NE(Found[0].Advice.find("no function that releases it is known"),
            std::string::npos);
}

TEST(Checks, RestOfTheRecord) {
  SurfaceFunction Function = makeFunction("f", 10);
  Function.Leaks = {{{}, "malloc"}};
  Retention Fresh, Kept;
  Fresh.Global = "cache";
  Kept.Fresh = false;
  Kept.Argument = {0};
  Kept.Path = "*";
  Kept.Global = "registry.head";
  Retention Deeper = Kept;
  Deeper.Path = "**";
  Function.Retains = {Fresh, Kept, Deeper};
  Function.Result = Ownership::Sometimes;
  Function.Stack.Bounded = false;
  EXPECT_EQ(
      told(makeSurface({Function})),
      "10:6 warning 'f' returns memory that the caller owns in some calls and "
      "must not release in others [ambiguous-ownership]\n"
      "10:6 note 'f' keeps memory in global state ('cache') [hidden-global]\n"
      "10:6 note 'f' keeps memory of the caller, argument 0 at '*', in global "
      "state ('registry.head') [hidden-global]\n"
      "10:6 warning 'f' leaks memory of family 'malloc' [leak]\n"
      "10:6 warning 'f' needs stack whose size nothing bounds "
      "[unbounded-stack]\n");
  Function.Stack.Recursive = true;
  EXPECT_EQ(told(makeSurface({Function}), "unbounded-stack"),
            "10:6 warning 'f' recurses to a depth that nothing bounds "
            "[unbounded-stack]\n");
}

TEST(Checks, OneCauseNamesItsOtherFunctions) {
  Retention Fresh;
  Fresh.Global = "cache";
  SurfaceFunction First = makeFunction("f", 10), Second = makeFunction("g", 20);
  First.Retains = Second.Retains = {Fresh};
  auto Found = run(makeSurface({First, Second}), "hidden-global");
  ASSERT_EQ(Found.size(), 1u);
  EXPECT_EQ(Found[0].Function, "f");
  EXPECT_EQ(Found[0].Others, std::vector<std::string>{"g"});
  EXPECT_NE(Found[0].Advice.find("1 other function does the same"),
            std::string::npos);
}

TEST(Checks, ConditionTellsTheCaller) {
  SurfaceFunction Function = makeFunction("f", 10);
  Function.Result = Ownership::Sometimes;
  Function.Condition = "argument 0 is null";
  EXPECT_EQ(told(makeSurface({Function})), "");
}

TEST(Checks, InterfaceIsWhatOthersCanCall) {
  SurfaceFunction Hidden = makeFunction("hidden", 10);
  Hidden.Escapes = {makeEscape(Exit::Return, ArgumentRef::Absent)};
  Hidden.Leaks = {{{}, "malloc"}};
  Hidden.Public = false;
  SurfaceFunction Shown = makeFunction("shown", 20);
  Shown.Escapes = Hidden.Escapes;
  llvm::StringRef Leak =
      "10:6 warning 'hidden' leaks memory of family 'malloc' [leak]\n";
  llvm::StringRef Return = "10:6 warning 'hidden' returns a non-opaque "
                           "allocation [non-opaque-return]\n";
  llvm::StringRef Other = "20:6 warning 'shown' returns a non-opaque "
                          "allocation [non-opaque-return]\n";
  EXPECT_EQ(told(makeSurface({Hidden, Shown})), (Leak + Other).str());
  // Without a surface, everything that other units see.
  Shown.Public = false;
  EXPECT_EQ(told(makeSurface({Hidden, Shown})), (Leak + Return + Other).str());
  Hidden.Linkage = "internal";
  EXPECT_EQ(told(makeSurface({Hidden, Shown})), (Leak + Other).str());
}

TEST(Checks, PlaceIsInTheFunctionsOwnCode) {
  SurfaceFunction Function = makeFunction("f", 10);
  SurfaceFunction Next = makeFunction("g", 20);
  FunctionStarts Starts(makeSurface({Function, Next}));
  Step Elsewhere{{FileId(1), 12, 1}, "'malloc' allocates"};
  Step Before{{FileId(0), 4, 1}, "'xmalloc' is called here"};
  Step After{{FileId(0), 22, 1}, "'xmalloc' is called here"};
  Step Own{{FileId(0), 12, 3}, "'g' is called here"};
  EXPECT_EQ(placeIn(Starts, Function, {Elsewhere, Before, After, Own}),
            Own.Where);
  EXPECT_EQ(placeIn(Starts, Function, {Elsewhere, Before, After}),
            Function.Where);
  EXPECT_EQ(placeIn(Starts, Next, {Elsewhere, After}), After.Where);
  EXPECT_EQ(placeIn(Starts, Function, {}), Function.Where);
}

TEST(Checks, OrderedByPlaceAndTold) {
  SurfaceFunction First = makeFunction("first", 30);
  SurfaceFunction Second = makeFunction("second", 10);
  First.Where.File = FileId(1); // a.c comes before b.c
  for (SurfaceFunction *Each : {&First, &Second})
    Each->Leaks = {{{}, "malloc"}, {{}, "malloc"}};
  EXPECT_EQ(told(makeSurface({Second, First})),
            "30:6 warning 'first' leaks memory of family 'malloc' [leak]\n"
            "10:6 warning 'second' leaks memory of family 'malloc' [leak]\n");
}

TEST(Checks, GlobsChoose) {
  SurfaceFunction Function = makeFunction("f", 10);
  Function.Leaks = {{{}, "malloc"}};
  Function.Stack.Bounded = false;
  Surface Answer = makeSurface({Function});
  auto Names = [&](llvm::StringRef Globs) {
    std::vector<std::string> Checks;
    for (const Finding &Found : run(Answer, Globs))
      Checks.push_back(Found.Check);
    return llvm::join(Checks, " ");
  };
  EXPECT_EQ(Names(""), "leak unbounded-stack");
  EXPECT_EQ(Names("*"), "leak unbounded-stack");
  EXPECT_EQ(Names("leak"), "leak");
  EXPECT_EQ(Names("-leak"), "unbounded-stack");
  EXPECT_EQ(Names("*,-unbounded-*"), "leak");
  EXPECT_EQ(Names(" leak , unbounded-stack"), "leak unbounded-stack");
  EXPECT_EQ(Names("non-opaque-*"), "");
}

TEST(Checks, RemarksOnlyIfAskedFor) {
  SurfaceFunction Function = makeFunction("f", 10);
  Site Heap, Mapping;
  Heap.Plain = Mapping.Plain = Heap.Freed = Mapping.Freed = true;
  Heap.Witness = {{{FileId(0), 11, 3}, "'malloc' allocates"}};
  Mapping.Kind = AllocatorKind::Mapping;
  Mapping.Witness = {{{FileId(0), 12, 3}, "'mmap' allocates"}};
  Function.Sites = {Heap, Mapping};
  Function.Leaks = {{{}, "malloc"}};
  Surface Answer = makeSurface({Function});
  llvm::StringRef Leak = "10:6 warning 'f' leaks memory of family 'malloc' "
                         "[leak]\n";
  llvm::StringRef Remarks =
      "11:3 remark 'f' takes memory from the heap and gives it back in the "
      "same call [contained-heap]\n"
      "12:3 remark 'f' maps and unmaps memory in a call [mapped-per-call]\n";
  EXPECT_EQ(told(Answer, ""), Leak);
  EXPECT_EQ(told(Answer, "-unbounded-stack"), Leak);
  EXPECT_EQ(told(Answer, "-leak"), "");
  EXPECT_EQ(told(Answer, "*"), (Leak + Remarks).str());
  EXPECT_EQ(told(Answer, "*,-leak"), Remarks);
}

TEST(Checks, HeapThatIsNotTheFunctionsOwn) {
  SurfaceFunction Function = makeFunction("f", 10);
  Site Good;
  Good.Family = "malloc";
  Good.Plain = Good.Freed = true;
  Good.Bytes = 1024;
  Good.Witness = {{{FileId(0), 11, 3}, "'malloc' allocates"}};
  auto Advice = [&](Site Place) {
    Function.Sites = {std::move(Place)};
    auto Found = run(makeSurface({Function}), "contained-heap");
    return Found.empty() ? "" : Found[0].Advice.substr(0, 8);
  };
  EXPECT_EQ(Advice(Good), "a local ");
  Site Large = Good, Kept = Good, Built = Good, Inner = Good, Given = Good;
  Large.Bytes = 1025;
  EXPECT_EQ(Advice(Large), "memory o");
  Kept.Freed = false;
  EXPECT_EQ(Advice(Kept), "");
  Built.Plain = false;
  EXPECT_EQ(Advice(Built), "");
  Inner.Within = "helper";
  EXPECT_EQ(Advice(Inner), "");
  Given.Family = "argument 0";
  Allocator Callers;
  Callers.Family = Given.Family;
  Callers.Argument = {0};
  Function.Allocators = {Callers};
  EXPECT_EQ(Advice(Given), "");
}

TEST(Checks, BypassSaysPastWhat) {
  SurfaceFunction Function = makeFunction("f", 10);
  Bypass Hook;
  Hook.With = "strdup";
  Hook.Hook = "get";
  Hook.Witness = {{{FileId(0), 11, 3}, "'strdup' allocates"}};
  Bypass Given;
  Given.With = "malloc";
  Given.Argument = {ArgumentRef::This};
  Given.Giver = "open";
  Given.Witness = {{{FileId(0), 12, 3}, "'malloc' allocates"}};
  Function.Bypasses = {Hook, Given};
  EXPECT_EQ(told(makeSurface({Function})),
            "11:3 warning 'f' allocates with 'strdup', past the allocator hook "
            "'get' [allocator-bypass]\n"
            "12:3 warning 'f' allocates with 'malloc', past the allocator that "
            "the caller of 'open' gave in the object [allocator-bypass]\n");
}

TEST(Checks, WrongGlobsAreSaid) {
  auto Error = [](llvm::StringRef Globs) {
    auto Found = runChecks({}, Globs);
    return Found ? std::string() : llvm::toString(Found.takeError());
  };
  llvm::StringRef Known =
      "; the checks are: allocator-bypass, ambiguous-ownership, "
      "contained-heap, contract, hidden-global, leak, leaky-handle, "
      "mapped-per-call, missing-contract, "
      "missing-release, mixed-release, non-opaque-argument, "
      "non-opaque-return, partial-release, scattered-handle, "
      "suppression, unbounded-stack";
  EXPECT_EQ(Error("leek"), ("'leek' matches no check" + Known).str());
  EXPECT_EQ(Error("leak,-x*"), ("'-x*' matches no check" + Known).str());
  EXPECT_TRUE(llvm::StringRef(Error("["))
                  .starts_with("'[' is no pattern of check names ("));
}

TEST(Checks, Levels) {
  for (Level Each : {Level::Remark, Level::Note, Level::Warning, Level::Error})
    EXPECT_EQ(parseLevel(levelName(Each)), Each);
  EXPECT_EQ(parseLevel("fatal"), std::nullopt);
}

TEST(Checks, HandlesAreToldAtTheirFunctions) {
  Surface Answer =
      makeSurface({makeFunction("peek", 10), makeFunction("end", 20)});
  SurfaceType Handle;
  Handle.Name = "struct h";
  Handle.Opaque = true;
  Handle.Leaks = {"peek", "not in the interface"};
  Handle.Release = {"end"};
  Handle.Remains = {{"->a", {FileId(0), 12, 3}, "set"},
                    {"->b[]", {FileId(0), 14, 3}, "add"}};
  Answer.Types = {Handle};
  EXPECT_EQ(told(Answer, "leaky-handle,partial-release"),
            "10:6 note 'peek' gives out a pointer into the opaque 'struct h', "
            "which dangles when that is released [leaky-handle]\n"
            "20:6 warning 'end' leaves memory under 'struct h' that is lost "
            "with it: '->a', '->b[]' [partial-release]\n");
  EXPECT_EQ(run(Answer, "partial-release")[0].Witness.size(), 2u);
  Answer.Types[0].Opaque = false;
  EXPECT_EQ(told(Answer, "leaky-handle"), "");
}

TEST(Checks, MissingReleaseIsOfHandles) {
  SurfaceFunction Function = makeFunction("make", 10);
  Escape Out = makeEscape(Exit::Return, ArgumentRef::Absent);
  Out.Opaque = Out.Unreleased = true;
  Function.Escapes = {Out};
  Function.Result = Ownership::Owned;
  Allocator Source;
  Source.Family = "malloc";
  Function.Allocators = {Source};
  EXPECT_EQ(run(makeSurface({Function}), "missing-release").size(), 1u);
  SurfaceFunction Lent = Function;
  Lent.Result = Ownership::Borrowed;
  EXPECT_TRUE(run(makeSurface({Lent}), "missing-release").empty());
  Function.Allocators[0].Kind = AllocatorKind::Resource;
  EXPECT_TRUE(run(makeSurface({Function}), "missing-release").empty());
}
