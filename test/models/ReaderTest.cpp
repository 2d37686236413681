// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What model files may say, and the messages for what they may not.

#include "analysis/models/Models.h"
#include "llvm/Support/MemoryBuffer.h"
#include "gtest/gtest.h"

using namespace membrane;

/// The message for Text, "" if it is fine.
static std::string complaint(llvm::StringRef Text) {
  Models Known;
  return llvm::toString(Known.add(Text, "m.yaml"));
}

static constexpr const char *Pool =
    "- {family: pool, kind: heap, release: pool_free}\n";

TEST(Reader, EmptyFilesAreFine) {
  EXPECT_EQ(complaint(""), "");
  EXPECT_EQ(complaint("# nothing\n"), "");
  EXPECT_EQ(complaint("[]"), "");
}

TEST(Reader, ReadsEveryKey) {
  Models Known;
  std::string Text = std::string(Pool) + R"(
- {family: text, kind: heap}
- {type: [thing, struct thing], opaque: true}
- {type: plain, opaque: false}
- {prefix: p_, name: [a, b], family: pool, fill-family: text,
   returns: [fresh, null], releases: [0 maybe, content 1], fills: [2, inside 3],
   copies: [1 -> 0, 0 -> result], keeps: [1, 2 in result, contents 4],
   points: [1 -> inside 0], allocates: true, linked: true,
   size: [3, 4], zeroed: true, in-region: r, in-scratch: s, grows-in-region: g,
   in-heap: h, threads: true,
   calls: [{argument: 5, passed: [0, nothing], returned: true}]}
- {name: leave, control: [noreturn, unwinds]}
- name: again
  control: twice
)";
  ASSERT_EQ(llvm::toString(Known.add(Text, "m.yaml")), "");
  EXPECT_EQ(Known.size(), 4u);
  const Model *What = Known.find("p_b");
  ASSERT_TRUE(What);
  EXPECT_EQ(What->Name, "p_b");
  EXPECT_EQ(What->Family, "pool");
  EXPECT_EQ(What->Release, "pool_free");
  EXPECT_EQ(What->FillFamily, "text");
  EXPECT_EQ(What->Returns.size(), 2u);
  EXPECT_EQ(What->Releases.size(), 2u);
  EXPECT_EQ(What->Fills, std::vector<unsigned>{2});
  EXPECT_EQ(What->FillsAnywhere, std::vector<unsigned>{3});
  EXPECT_EQ(What->Copies[1].second, -1);
  EXPECT_EQ(What->Keeps[0].Into, ModelKeep::Globals);
  EXPECT_EQ(What->Keeps[1].Into, ModelKeep::Result);
  EXPECT_TRUE(What->Keeps[2].Content);
  EXPECT_EQ(What->Calls[0].Passed,
            (std::vector<ModelPassed>{{ModelPassed::Kind::Inside, 0}, {}}));
  EXPECT_TRUE(What->Calls[0].Returned);
  EXPECT_TRUE(What->Allocates && What->Linked && What->Zeroed && What->Threads);
  EXPECT_FALSE(What->Versioned);
  EXPECT_EQ(What->Size, (std::vector<unsigned>{3, 4}));
  EXPECT_EQ(What->InRegion + What->InScratch + What->GrowsInRegion +
                What->InHeap,
            "rsgh");
  EXPECT_TRUE(Known.find("leave")->NoReturn && Known.find("leave")->Unwinds);
  EXPECT_TRUE(Known.find("again")->ReturnsTwice);
  EXPECT_EQ(Known.isOpaqueType("struct thing"), true);
  EXPECT_EQ(Known.isOpaqueType("plain"), false);
  EXPECT_EQ(Known.isOpaqueType("other"), std::nullopt);
}

TEST(Reader, SizesAreOfWhatIsMade) {
  EXPECT_EQ(complaint("- {name: f, size: x}"),
            "m.yaml:1:19: error: expected 'N', not 'x'; N is an argument from "
            "0 to 31");
  EXPECT_EQ(complaint("- {name: f, size: 0}"),
            "m.yaml:1:4: error: 'size' and 'zeroed' speak of a fresh result, "
            "but the row has none");
}

TEST(Reader, Exceptions) {
  Models Known;
  ASSERT_EQ(
      llvm::toString(Known.add("- {name: f, unless: [0 is 9, 1 is -1]}", "m")),
      "");
  const Model *What = Known.find("f");
  ASSERT_EQ(What->Exceptions.size(), 2u);
  EXPECT_EQ(What->Exceptions[0].Number, 9);
  EXPECT_EQ(What->Exceptions[1].Argument, 1u);
  EXPECT_EQ(What->Exceptions[1].Number, -1);
  EXPECT_EQ(complaint("- {name: f, unless: 0 is x}"),
            "m.yaml:1:21: error: expected 'N is NUMBER', not '0 is x'; N is an "
            "argument from 0 to 31");
}

TEST(Reader, UnknownKeys) {
  EXPECT_EQ(complaint("- {name: f, return: fresh}"),
            "m.yaml:1:13: error: unknown key 'return'; did you mean "
            "'returns'?");
  EXPECT_EQ(complaint("- {name: f, xyzzy: fresh}"),
            "m.yaml:1:13: error: unknown key 'xyzzy'");
  EXPECT_EQ(complaint("- {name: f, calls: {argument: 0, pased: [0]}}"),
            "m.yaml:1:34: error: unknown key 'pased' in 'calls'; did you mean "
            "'passed'?");
  EXPECT_EQ(complaint("- {name: f, name: g}"),
            "m.yaml:1:13: error: key 'name' is there twice");
}

TEST(Reader, WrongValues) {
  EXPECT_EQ(complaint("- {name: f, returns: inside}"),
            "m.yaml:1:22: error: expected 'fresh', 'static', 'null', 'thrown', "
            "'caught', 'inside N', 'content N' or 'reachable N', with 'if N "
            "null' after it where that decides, not 'inside'; N is an argument "
            "from 0 to 31");
  EXPECT_EQ(complaint("- {name: f,\n   keeps: 99}"),
            "m.yaml:2:11: error: expected 'N' or 'contents N', with 'in N', "
            "'in result' or 'in thrown' after it if it is not kept in the "
            "library's own "
            "globals, not '99'; N is an argument from 0 to 31");
  EXPECT_EQ(complaint("- {name: f, format: 1 has ms}"),
            "m.yaml:1:21: error: expected 'N has LETTER', not '1 has ms'; N is "
            "an argument from 0 to 31");
  EXPECT_EQ(complaint("- {name: f, control: throws 32}"),
            "m.yaml:1:22: error: expected 'throws', 'throws own' or 'throws "
            "N', not 'throws 32'; N is an argument from 0 to 31");
  EXPECT_EQ(complaint("- {name: f, by-thread: writes 1}"),
            "m.yaml:1:24: error: expected 'makes N', 'reads N', 'writes N at "
            "N' or 'drops N', not 'writes 1'; N is an argument from 0 to 31");
  EXPECT_EQ(complaint("- {name: f, control: never}"),
            "m.yaml:1:22: error: expected 'noreturn', 'unwinds', 'throws', "
            "'caught' or 'twice', not 'never'");
  EXPECT_EQ(complaint("- {type: t, opaque: yes}"),
            "m.yaml:1:21: error: expected 'true' or 'false'");
  EXPECT_EQ(complaint("- {family: f, kind: heep}"),
            "m.yaml:1:21: error: unknown kind 'heep'; the kinds are 'heap', "
            "'mapping', 'resource' and 'stack'");
  EXPECT_EQ(complaint("- {name: f, calls: {passed: [0]}}"),
            "m.yaml:1:21: error: 'calls' needs 'argument': which one is the "
            "function");
  EXPECT_EQ(complaint("- {name: '', returns: static}"),
            "m.yaml:1:10: error: a name is empty");
  EXPECT_EQ(complaint("- {name: [], returns: static}"),
            "m.yaml:1:11: error: a list of names is empty");
}

TEST(Reader, Families) {
  EXPECT_EQ(
      complaint(std::string(Pool) + "- {name: f, family: poool, releases: 0}"),
      "m.yaml:2:21: error: unknown family 'poool'; did you mean 'pool'?; "
      "a row {family: poool, kind: heap, release: FUNCTION} above makes "
      "it known");
  EXPECT_EQ(complaint("- {name: f, returns: fresh}"),
            "m.yaml:1:4: error: the row makes or releases memory but has no "
            "'family'; add the family that the memory belongs to");
  EXPECT_EQ(complaint(std::string(Pool) + "- {name: f, family: pool}"),
            "m.yaml:2:4: error: 'family' is given but the row neither makes "
            "nor releases memory; remove it, or add 'returns: fresh', 'fills' "
            "or 'releases'");
  EXPECT_EQ(complaint("- {family: pool, release: f}"),
            "m.yaml:1:4: error: a family row needs 'kind'");
}

TEST(Reader, Contradictions) {
  EXPECT_EQ(complaint("- {name: f, calls-held: v}"),
            "m.yaml:1:4: error: 'calls-held' needs 'unknown: true', for calls "
            "of which nobody sees what the variable holds");
  EXPECT_EQ(complaint("- {name: f, control: noreturn, returns: static}"),
            "m.yaml:1:4: error: 'noreturn' contradicts what the row says about "
            "the return");
  EXPECT_EQ(complaint("- {name: f, copies: 0 -> result}"),
            "m.yaml:1:4: error: 'result' is named as a place, but the row does "
            "not return 'fresh'");
  EXPECT_EQ(complaint("- {name: f, keeps: 1 in 1}"),
            "m.yaml:1:4: error: 'keeps' stores an argument in itself");
  EXPECT_EQ(complaint("- {name: f, opaque: true}"),
            "m.yaml:1:4: error: key 'opaque' does not belong into a function "
            "row ('name')");
  EXPECT_EQ(complaint("- {name: f, type: t}"),
            "m.yaml:1:4: error: a row is about functions ('name') or types "
            "('type'), not both");
  EXPECT_EQ(complaint("- {returns: static}"),
            "m.yaml:1:4: error: a row needs 'name' (functions), 'type' (types) "
            "or 'family'");
}

TEST(Reader, NamesTwice) {
  EXPECT_EQ(complaint("- {name: f}\n- {name: [g, f]}"),
            "m.yaml:2:14: error: function 'f' has a row already, in line 1");
  EXPECT_EQ(complaint("- {prefix: a, name: b}\n- {name: ab}"),
            "m.yaml:2:10: error: function 'ab' has a row already, in line 1");
}

TEST(Reader, AllMistakesAtOnce) {
  EXPECT_EQ(complaint("- {name: f, retruns: static}\n- 1\n- {kind: heap}"),
            "m.yaml:1:13: error: unknown key 'retruns'; did you mean "
            "'returns'?\n"
            "m.yaml:2:3: error: expected a row such as {name: strdup, family: "
            "malloc, returns: fresh}\n"
            "m.yaml:3:4: error: a row needs 'name' (functions), 'type' (types) "
            "or 'family'");
  std::string Many;
  for (unsigned Row = 0; Row < 30; ++Row)
    Many += "- " + std::to_string(Row) + "\n";
  EXPECT_TRUE(
      llvm::StringRef(complaint(Many)).ends_with("\nand 10 more errors"));
}

TEST(Reader, BrokenYaml) {
  for (const char *Text :
       {"- {name: f", "- [", "- {name: f}}\n", "name: f", "- {name: \"f}\n",
        "- *x", "- !!x", "--- \n- {name: \n...", "%YAML 9", "- ? {a: b}"})
    EXPECT_TRUE(llvm::StringRef(complaint(Text)).starts_with("m.yaml:"))
        << Text;
}

TEST(Reader, NothingIsAddedFromAWrongFile) {
  Models Known;
  ASSERT_EQ(llvm::toString(Known.add("- {name: f, returns: static}", "a")), "");
  EXPECT_NE(llvm::toString(Known.add("- {name: g}\n- {name: f}\n- 1", "b")),
            "");
  EXPECT_FALSE(Known.find("g"));
  EXPECT_EQ(Known.find("f")->Returns.size(), 1u);
}

TEST(Reader, TheManualsExampleIsRight) {
  auto Manual = llvm::MemoryBuffer::getFile(MEMBRANE_MODELS_MANUAL);
  ASSERT_TRUE(Manual);
  llvm::StringRef Example = (*Manual)->getBuffer().split("```yaml\n").second;
  Models Known = Models::builtin();
  EXPECT_EQ(llvm::toString(Known.add(Example.split("```").first, "example")),
            "");
  EXPECT_TRUE(Known.find("foo_parse"));
}

TEST(Reader, LaterFilesWin) {
  Models Known = Models::builtin();
  ASSERT_EQ(llvm::toString(Known.add("- {name: malloc, returns: static}", "u")),
            "");
  EXPECT_EQ(Known.find("malloc")->Returns[0].From, ModelResult::Kind::Static);
  EXPECT_EQ(Known.find("malloc")->Family, "");
  EXPECT_EQ(Known.find("calloc")->Family, "malloc");
}
