// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The summary dump against the form that Report.h promises.

#include "test/report/Samples.h"
#include "gtest/gtest.h"

using namespace membrane;

static std::string dumpOf(const Surface &Answer) {
  std::string Text;
  llvm::raw_string_ostream Out(Text);
  print(Answer, Out);
  return Text;
}

TEST(Print, SaysEverythingOnceInOrder) {
  Surface Answer = makeSample();
  SurfaceFunction &Unknown = Answer.Functions[5];
  Unknown.Retains = {{false, {1}, "*", "registry", {}}};
  Unknown.Stores = {{{1}, "", {ArgumentRef::This}, "->list", "run_end"}};
  Unknown.Releases = {{{ArgumentRef::Variadic}, "", false, true}};
  Unknown.Borrows = {{}};
  Unknown.Result = Ownership::Sometimes;
  Unknown.Condition = "argument 0 is null";
  Unknown.Stack = {64, false, true};
  Answer.Functions.erase(Answer.Functions.begin(),
                         Answer.Functions.begin() + 3);
  EXPECT_EQ(dumpOf(Answer), R"(inflateInit: parameterized
  allocates argument 0 ->zalloc heap argument 0 "->zalloc" default zcalloc
  escapes argument 0 "->state" struct state * opaque family argument 0 ->zalloc release inflateEnd

open: opaque
  allocates malloc heap
  escapes return "" struct handle * opaque family malloc release close

run: unknown, if assumed contained
  allocates malloc heap
  releases argument ... "" maybe, deferred
  retains argument 1 "*" in registry
  stores argument 1 "" into argument this "->list" released by run_end
  borrows static
  result sometimes: argument 0 is null
  stack 64 bytes, unbounded, recursive
  leaks malloc at 61
  assumes callee elsewhere at 62
  assumes callback argument 0 at 63

drop: none
  releases argument 0 "" always

type struct handle: opaque
  leaks handle_data
  release close incomplete
  remains "->name" by rename
  constructors open

bound path-depth 2
failed src/bad.c: src/bad.c:1:1: expected identifier
note 'twice' is defined in a.c and b.c
)");
}

TEST(Print, LeavesOutWhatSaysNothing) {
  Surface Answer;
  EXPECT_EQ(dumpOf(Answer), "");
  Answer.Functions = {makeFunction("f", AllocationClass::None, 1)};
  EXPECT_EQ(dumpOf(Answer), "f: none\n");
  Answer.Functions[0].Nullable = true;
  EXPECT_EQ(dumpOf(Answer), "f: none\n  result none, nullable\n");
}

TEST(Print, NamesTheLineInTheLosingFunction) {
  Surface Answer;
  Answer.Files = {"/a.c", "/b.c"};
  Answer.Functions = {makeFunction("loses", AllocationClass::Contained, 10)};
  Answer.Functions[0].Leaks = {
      {{{{FileId(1), 3, 1}, "'malloc' allocates"},
        {{FileId(0), 12, 3}, "'xmalloc' is called here"}},
       "malloc"}};
  EXPECT_EQ(dumpOf(Answer), "loses: contained\n  leaks malloc at 12\n");
}
