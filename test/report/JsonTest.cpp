// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The JSON record: golden text, and the schema that ships with it.

#include "llvm/Support/JSON.h"
#include "test/report/Samples.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Program.h"
#include "gtest/gtest.h"

using namespace membrane;
namespace json = llvm::json;

// Compares values: the golden text is written without regard to layout.
static void expectJson(const json::Value *Got, llvm::StringRef Golden) {
  llvm::Expected<json::Value> Wanted = json::parse(Golden);
  ASSERT_TRUE(bool(Wanted)) << llvm::toString(Wanted.takeError());
  ASSERT_TRUE(Got);
  std::string GotText, WantedText;
  llvm::raw_string_ostream(GotText) << llvm::formatv("{0:2}", *Got);
  llvm::raw_string_ostream(WantedText) << llvm::formatv("{0:2}", *Wanted);
  EXPECT_EQ(GotText, WantedText);
}

static json::Value parsed(const Surface &Answer,
                          llvm::ArrayRef<Finding> Findings) {
  llvm::Expected<json::Value> Got = json::parse(jsonOf(Answer, Findings));
  EXPECT_TRUE(bool(Got));
  return std::move(*Got);
}

TEST(Json, EmptyRun) {
  EXPECT_EQ(jsonOf({}, {}), R"({
  "version": 1,
  "tool": {
    "name": "membrane",
    "version": "0.1.0"
  },
  "units": {
    "total": 0,
    "failed": []
  },
  "functions": [],
  "types": [],
  "findings": [],
  "suppressed": 0,
  "bounds": [],
  "notes": []
}
)");
}

TEST(Json, Function) {
  json::Value Got = parsed(makeSample(), {});
  const json::Array &Functions = *Got.getAsObject()->getArray("functions");
  ASSERT_EQ(Functions.size(), 7u);
  expectJson(&Functions[1], R"json({
    "name": "xstrdup", "signature": "void xstrdup(void)",
    "mangled": "xstrdup", "file": "src/x.c", "line": 10, "column": 6,
    "public": true, "linkage": "external", "class": "escaping",
    "allocators": [{"family": "malloc", "kind": "heap"}],
    "escapes": [{"to": "return", "path": "", "type": "char *",
      "opaque": false, "family": "malloc", "release": ["free"],
      "witness": [
        {"file": "src/x.c", "line": 11, "column": 13,
         "message": "'malloc' allocates"},
        {"file": "src/x.c", "line": 12, "column": 3,
         "message": "returned here"}]}],
    "releases": [], "retains": [], "stores": [], "borrows": [], "leaks": [],
    "contracts": [],
    "result": "owned", "nullable": true,
    "stack": {"bytes": 0, "bounded": true, "recursive": false},
    "assumptions": []})json");
  const json::Object &Unknown = *Functions[5].getAsObject();
  EXPECT_EQ(Unknown.getString("class_if_assumed"), "contained");
  expectJson(Unknown.get("assumptions"), R"([
    {"kind": "callee", "name": "elsewhere",
     "file": "src/x.c", "line": 62, "column": 3},
    {"kind": "callback", "name": "argument 0",
     "file": "src/x.c", "line": 63, "column": 3}])");
  EXPECT_EQ(Functions[6].getAsObject()->getString("file"), "/usr/include/y.h");
}

TEST(Json, ArgumentsArePlacesInTheSource) {
  Surface Answer = makeSample();
  SurfaceFunction &Function = Answer.Functions[0];
  Function.Releases = {{{ArgumentRef::This}, "->p", true, false},
                       {{ArgumentRef::Variadic}, "", false, true}};
  Function.Stores = {{{1}, "", {0}, "->list", "list_free"}};
  Function.Retains = {{false, {2}, "*", "cache", {}}, {}};
  json::Value Got = parsed(Answer, {});
  const json::Object &Written =
      *(*Got.getAsObject()->getArray("functions"))[0].getAsObject();
  expectJson(Written.get("releases"), R"([
    {"argument": "this", "path": "->p", "always": true, "deferred": false},
    {"argument": "...", "path": "", "always": false, "deferred": true}])");
  expectJson(Written.get("stores"), R"([{"argument": 1, "path": "",
    "into": {"argument": 0, "path": "->list"},
    "released_by": "list_free"}])");
  expectJson(Written.get("retains"), R"([
    {"from": "argument", "argument": 2, "path": "*", "global": "cache"},
    {"from": "fresh", "global": ""}])");
  expectJson(Written.get("borrows"), R"([{"from": "argument", "argument": 0,
    "path": "->name"}])");
}

TEST(Json, TheRestOfTheRun) {
  json::Value Got = parsed(makeSample(), makeFindings());
  const json::Object &Run = *Got.getAsObject();
  expectJson(Run.get("units"), R"({"total": 3, "failed": [{"file":
    "src/bad.c", "reason": "src/bad.c:1:1: expected identifier"}]})");
  expectJson(Run.get("types"), R"([{"name": "struct handle", "opaque": true,
    "leaks": ["handle_data"], "release": ["close"],
    "release_complete": false,
    "remains": [{"path": "->name", "function": "rename", "file": "src/x.c",
      "line": 70, "column": 3}], "constructors": ["open"]}])");
  expectJson(Run.get("bounds"), R"([{"name": "path-depth", "count": 2}])");
  expectJson(Run.get("findings"), R"([{"check": "non-opaque-return",
    "level": "warning",
    "message": "'xstrdup' returns a non-opaque allocation",
    "advice": "the caller has to release it with 'free'",
    "file": "src/x.c", "line": 11, "column": 13, "function": "xstrdup",
    "witness": [
      {"file": "src/x.c", "line": 11, "column": 13,
       "message": "'malloc' allocates"},
      {"file": "src/x.c", "line": 12, "column": 3,
       "message": "returned here"}]}])");
}

TEST(Json, RepairsWhatIsNoUtf8) {
  Surface Answer = makeSample();
  Answer.Functions[0].Name = "bad\xff";
  Answer.Notes = {"\xc3("};
  EXPECT_TRUE(json::isUTF8(jsonOf(Answer, {})));
}

// Runs the validator of Debian's python3-jsonschema, if it is there.
TEST(Json, ValidatesAgainstTheSchema) {
  auto Python = llvm::sys::findProgramByName("python3");
  if (!Python)
    GTEST_SKIP() << "python3 is not installed";
  llvm::SmallString<128> Record;
  int Descriptor = -1;
  ASSERT_FALSE(llvm::sys::fs::createTemporaryFile("membrane-json", "json",
                                                  Descriptor, Record));
  llvm::raw_fd_ostream(Descriptor, true)
      << jsonOf(makeSample(), makeFindings());
  std::string Script = MEMBRANE_SOURCE_DIR "/test/report/Inputs/validate.py";
  std::string Schema = MEMBRANE_SOURCE_DIR "/docs/schema/membrane-1.json";
  int Status =
      llvm::sys::ExecuteAndWait(*Python, {*Python, Script, Schema, Record});
  llvm::sys::fs::remove(Record);
  if (Status == 77)
    GTEST_SKIP() << "python3-jsonschema is not installed";
  EXPECT_EQ(Status, 0);
}
