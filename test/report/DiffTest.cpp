// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What counts as worse, better or neither, aspect by aspect.

#include "test/report/Samples.h"
#include "gtest/gtest.h"

using namespace membrane;

using Variant = llvm::function_ref<void(ScanRecord &)>;

static ScanRecord sample() {
  return llvm::cantFail(
      readRecord(jsonOf(makeSample(), makeFindings()), "sample"));
}

static SurfaceFunction &function(ScanRecord &Of, llvm::StringRef Name) {
  for (SurfaceFunction &Each : Of.Answer.Functions)
    if (Each.Name == Name)
      return Each;
  llvm_unreachable("a function of the sample");
}

static SurfaceType &handle(ScanRecord &Of) { return Of.Answer.Types[0]; }

/// "worse open: return: ...": a line for each change, forwards.
static std::string diff(const ScanRecord &Old, const ScanRecord &New,
                        Compared What) {
  std::string Lines;
  for (const ChangedSubject &Each : compareRecords(Old, New, What).Subjects)
    for (const Change &One : Each.Changes)
      Lines += effectName(One.Meaning).str() + " " + Each.Name + " " +
               aspectName(One.What).str() + " " + One.Before + ">" + One.After +
               "\n";
  return Lines;
}

static std::string after(Variant Change) {
  ScanRecord Old = sample(), New = sample();
  Change(New);
  return diff(Old, New, Compared::Public);
}

static std::string before(Variant Change) {
  ScanRecord Old = sample(), New = sample();
  Change(Old);
  return diff(Old, New, Compared::Public);
}

TEST(Diff, NothingChanged) {
  EXPECT_EQ(after([](ScanRecord &) {}), "");
  EXPECT_EQ(diff(sample(), sample(), Compared::All), "");
}

TEST(Diff, MovedAndReorderedIsNoChange) {
  auto Move = [](ScanRecord &Of) {
    for (SurfaceFunction &Each : Of.Answer.Functions)
      Each.Where.Line += 100;
    std::reverse(Of.Answer.Functions.begin(), Of.Answer.Functions.end());
    for (std::string &File : Of.Answer.Files)
      File += ".moved";
  };
  EXPECT_EQ(after(Move), "");
  ScanRecord Moved = sample();
  Move(Moved);
  EXPECT_EQ(diff(sample(), Moved, Compared::All), "");
}

TEST(Diff, Class) {
  auto Allocates = [](ScanRecord &Of) {
    function(Of, "peek").Class = AllocationClass::Contained;
  };
  EXPECT_EQ(after(Allocates), "worse peek class none>contained\n");
  EXPECT_EQ(before(Allocates), "better peek class contained>none\n");
}

TEST(Diff, ClassBehindWhatIsUnknown) {
  auto Escapes = [](ScanRecord &Of) {
    function(Of, "run").ClassIfAssumed = AllocationClass::Escaping;
  };
  EXPECT_EQ(after(Escapes), "worse run class-if-assumed contained>escaping\n");
}

TEST(Diff, PrivateFunctionsOnlyIfAsked) {
  ScanRecord Old = sample(), New = sample();
  function(New, "count").Class = AllocationClass::Escaping;
  EXPECT_EQ(diff(Old, New, Compared::Public), "");
  EXPECT_EQ(diff(Old, New, Compared::All),
            "worse count class contained>escaping\n");
}

TEST(Diff, EverythingIfNothingIsPublic) {
  ScanRecord Old = sample();
  for (SurfaceFunction &Each : Old.Answer.Functions)
    Each.Public = false;
  ScanRecord New = Old;
  function(New, "count").Class = AllocationClass::Escaping;
  EXPECT_EQ(diff(Old, New, Compared::Public),
            "worse count class contained>escaping\n");
}

TEST(Diff, FunctionComesAndGoes) {
  auto Remove = [](ScanRecord &Of) {
    auto &All = Of.Answer.Functions;
    All.erase(All.begin());
  };
  EXPECT_EQ(after(Remove), "worse peek removed none>\n");
  EXPECT_EQ(before(Remove), "changed peek added >none\n");
  auto Hide = [](ScanRecord &Of) { function(Of, "peek").Public = false; };
  EXPECT_EQ(after(Hide), "worse peek removed none>\n");
  EXPECT_EQ(before(Hide), "changed peek added >none\n");
}

TEST(Diff, Escape) {
  auto Visible = [](ScanRecord &Of) {
    Escape Out = makeReturn("char *", 11);
    Out.To = Exit::Argument;
    Out.Argument = {1};
    function(Of, "xstrdup").Escapes.push_back(Out);
  };
  EXPECT_EQ(after(Visible), "worse xstrdup escape-added >\n");
  EXPECT_EQ(before(Visible), "better xstrdup escape-removed >\n");
  auto Hidden = [](ScanRecord &Of) {
    SurfaceFunction &Open = function(Of, "open");
    Open.Escapes.push_back(Open.Escapes[0]);
    Open.Escapes[1].Path = "->name";
  };
  EXPECT_EQ(after(Hidden), "changed open escape-added >\n");
}

TEST(Diff, EscapeBecomesVisible) {
  auto Show = [](ScanRecord &Of) {
    function(Of, "open").Escapes[0].Opaque = false;
  };
  EXPECT_EQ(after(Show), "worse open escape-opacity opaque>visible\n");
  EXPECT_EQ(before(Show), "better open escape-opacity visible>opaque\n");
}

TEST(Diff, ReleaseFunction) {
  auto Rename = [](ScanRecord &Of) {
    function(Of, "open").Escapes[0].Release = {"shut"};
  };
  EXPECT_EQ(after(Rename), "worse open escape-release close>shut\n");
  auto More = [](ScanRecord &Of) {
    function(Of, "open").Escapes[0].Release = {"close", "shut"};
  };
  EXPECT_EQ(after(More), "changed open escape-release close>close, shut\n");
  auto None = [](ScanRecord &Of) {
    function(Of, "open").Escapes[0].Release.clear();
  };
  EXPECT_EQ(after(None), "worse open escape-release close>\n");
  EXPECT_EQ(before(None), "better open escape-release >close\n");
}

TEST(Diff, ReleasedArguments) {
  auto Lose = [](ScanRecord &Of) { function(Of, "drop").Releases.clear(); };
  EXPECT_EQ(after(Lose), "worse drop releases always>\n");
  // Who goes on to use what it gave is wrong now.
  EXPECT_EQ(before(Lose), "worse drop releases >always\n");
  auto Maybe = [](ScanRecord &Of) {
    function(Of, "drop").Releases[0].Always = false;
  };
  EXPECT_EQ(after(Maybe), "worse drop releases always>maybe\n");
  EXPECT_EQ(before(Maybe), "better drop releases maybe>always\n");
}

TEST(Diff, FieldsOfACompleteReleaseAreItsOwn) {
  auto Field = [](ScanRecord &Of) {
    function(Of, "drop").Releases.push_back({{0}, "->name", true, false});
  };
  EXPECT_EQ(after(Field), "changed drop releases >always\n");
  EXPECT_EQ(before(Field), "worse drop releases always>\n");
  ScanRecord Old = sample(), New = sample();
  for (ScanRecord *Each : {&Old, &New}) {
    handle(*Each).Release = {"drop"};
    handle(*Each).ReleaseComplete = true;
  }
  Field(Old);
  EXPECT_EQ(diff(Old, New, Compared::Public), "");
}

TEST(Diff, Result) {
  auto Owned = [](ScanRecord &Of) {
    function(Of, "peek").Result = Ownership::Owned;
  };
  EXPECT_EQ(after(Owned), "worse peek result borrowed>owned\n");
  EXPECT_EQ(before(Owned), "worse peek result owned>borrowed\n");
  auto Sometimes = [](ScanRecord &Of) {
    function(Of, "peek").Result = Ownership::Sometimes;
  };
  EXPECT_EQ(after(Sometimes), "worse peek result borrowed>sometimes\n");
  EXPECT_EQ(before(Sometimes), "better peek result sometimes>borrowed\n");
}

TEST(Diff, Type) {
  auto Show = [](ScanRecord &Of) { handle(Of).Opaque = false; };
  EXPECT_EQ(after(Show), "worse struct handle opacity opaque>visible\n");
  EXPECT_EQ(before(Show), "better struct handle opacity visible>opaque\n");
  auto Leak = [](ScanRecord &Of) { handle(Of).Leaks.push_back("at"); };
  EXPECT_EQ(after(Leak), "worse struct handle handle-leak >at\n");
  EXPECT_EQ(before(Leak), "better struct handle handle-leak at>\n");
}

TEST(Diff, Completeness) {
  auto Complete = [](ScanRecord &Of) { handle(Of).ReleaseComplete = true; };
  EXPECT_EQ(after(Complete), "better struct handle release-complete no>yes\n");
  EXPECT_EQ(before(Complete), "worse struct handle release-complete yes>no\n");
  auto Unknown = [](ScanRecord &Of) { handle(Of).ReleaseComplete.reset(); };
  EXPECT_EQ(after(Unknown),
            "changed struct handle release-complete no>unknown\n");
  ScanRecord Old = sample(), New = sample();
  Complete(Old);
  Unknown(New);
  EXPECT_EQ(diff(Old, New, Compared::Public),
            "worse struct handle release-complete yes>unknown\n");
}

TEST(Diff, Findings) {
  auto Fix = [](ScanRecord &Of) { Of.Findings.clear(); };
  EXPECT_EQ(after(Fix), "better xstrdup finding-removed >\n");
  EXPECT_EQ(before(Fix), "worse xstrdup finding-added >\n");
  auto Move = [](ScanRecord &Of) { Of.Findings[0].Where.Line = 99; };
  EXPECT_EQ(after(Move), "");
  auto Twice = [](ScanRecord &Of) { Of.Findings.push_back(Of.Findings[0]); };
  EXPECT_EQ(after(Twice), "worse xstrdup finding-added >\n");
}

TEST(Diff, FindingIsTheSameUnderAnotherPrivateName) {
  ScanRecord Old = sample(), New = sample();
  Old.Findings[0].Message = "'xstrdup' keeps memory in global state ('a')";
  New.Findings[0].Message = "'xstrdup' keeps memory in global state ('b')";
  EXPECT_EQ(diff(Old, New, Compared::Public), "");
  Old.Findings[0].Message = "'xstrdup' leaves memory at '*'";
  New.Findings[0].Message = "'xstrdup' leaves memory at '->next'";
  EXPECT_EQ(diff(Old, New, Compared::Public),
            "worse xstrdup finding-added >\nbetter xstrdup finding-removed "
            ">\n");
}

TEST(Diff, UnitFails) {
  auto Fail = [](ScanRecord &Of) {
    Of.Answer.Failed.push_back({"src/x.c", "no"});
  };
  EXPECT_EQ(after(Fail), "worse src/x.c unit >\n");
  EXPECT_EQ(before(Fail), "better src/x.c unit >\n");
}

TEST(Diff, WorstFirst) {
  ScanRecord Old = sample(), New = sample();
  function(New, "open").Class = AllocationClass::Escaping;
  function(New, "peek").Class = AllocationClass::Escaping;
  function(New, "xstrdup").Class = AllocationClass::None;
  EXPECT_EQ(diff(Old, New, Compared::Public),
            "worse peek class none>escaping\n"
            "worse open class opaque>escaping\n"
            "better xstrdup class escaping>none\n");
}

TEST(Diff, FitsTheTerminal) {
  ScanRecord Old = sample(), New = sample();
  New.Answer.Functions[0].Class = AllocationClass::Escaping;
  for (ScanRecord *Each : {&Old, &New})
    Each->Answer.Functions[0].Name = std::string(200, 'x') + "\xff\n";
  Comparison Found = compareRecords(Old, New, Compared::Public);
  std::string Text;
  llvm::raw_string_ostream Out(Text);
  writeDiffText(Found, {false, 40}, Out);
  llvm::SmallVector<llvm::StringRef, 8> Lines;
  llvm::StringRef(Text).split(Lines, '\n');
  for (llvm::StringRef Line : Lines)
    EXPECT_LE(Line.size(), 44u) << Line.str(); // three bytes for "…" and "→"
}
