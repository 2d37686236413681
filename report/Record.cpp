// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Reading a record, member by member, as Json.cpp writes it.

#include "report/Record.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/JSON.h"

using namespace membrane;
namespace json = llvm::json;

namespace {
/// Each read... fails with a message in the path's root.
class RecordReader {
public:
  explicit RecordReader(ScanRecord &Into) : Into(Into) {}

  bool read(const json::Value &From, json::Path At);

private:
  template <typename Row>
  bool list(const json::Value &From, llvm::StringLiteral Key,
            std::vector<Row> &Rows, json::Path At);

  bool place(const json::Value &From, Location &Where, json::Path At);

  bool row(const json::Value &From, SurfaceFunction &Function, json::Path At);
  bool row(const json::Value &From, SurfaceType &Type, json::Path At);
  bool row(const json::Value &From, Remainder &Stays, json::Path At);
  bool row(const json::Value &From, Allocator &Source, json::Path At);
  bool row(const json::Value &From, Escape &Leaving, json::Path At);
  bool row(const json::Value &From, Release &Freed, json::Path At);
  bool row(const json::Value &From, Retention &Kept, json::Path At);
  bool row(const json::Value &From, Keep &Kept, json::Path At);
  bool row(const json::Value &From, Borrow &Given, json::Path At);
  bool row(const json::Value &From, Leak &Lost, json::Path At);
  bool row(const json::Value &From, Step &One, json::Path At);
  bool row(const json::Value &From, Assumption &Made, json::Path At);
  bool row(const json::Value &From, FailedUnit &Lost, json::Path At);
  bool row(const json::Value &From, BoundHit &Hit, json::Path At);
  bool row(const json::Value &From, Finding &Found, json::Path At);

  ScanRecord &Into;
  llvm::StringMap<FileId> Files;
};
} // namespace

//===-- Values ------------------------------------------------------------===//

/// Finds the enumerator up to Last whose name stands there.
template <typename Enum>
static bool readEnum(const json::Value &From, Enum &Value, Enum Last,
                     llvm::StringRef (*NameOf)(Enum), json::Path At) {
  std::optional<llvm::StringRef> Name = From.getAsString();
  for (unsigned Index = 0; Name && Index <= unsigned(Last); ++Index)
    if (NameOf(Enum(Index)) == *Name) {
      Value = Enum(Index);
      return true;
    }
  At.report("expected one of the words of the schema");
  return false;
}

// So that ObjectMapper reads them, which looks in their namespace.
namespace membrane {
static bool fromJSON(const json::Value &From, AllocationClass &Class,
                     json::Path At) {
  return readEnum(From, Class, AllocationClass::Unknown, className, At);
}

static bool fromJSON(const json::Value &From, AllocatorKind &Kind,
                     json::Path At) {
  return readEnum(From, Kind, AllocatorKind::Stack, kindName, At);
}

static bool fromJSON(const json::Value &From, AssumptionKind &Kind,
                     json::Path At) {
  return readEnum(From, Kind, AssumptionKind::Weak, assumptionName, At);
}

static bool fromJSON(const json::Value &From, Exit &To, json::Path At) {
  return readEnum(From, To, Exit::Exception, exitName, At);
}

static bool fromJSON(const json::Value &From, Ownership &Result,
                     json::Path At) {
  return readEnum(From, Result, Ownership::Sometimes, ownershipName, At);
}

static bool fromJSON(const json::Value &From, Level &Severity, json::Path At) {
  return readEnum(From, Severity, Level::Error, levelName, At);
}

static bool fromJSON(const json::Value &From, ArgumentRef &Argument,
                     json::Path At) {
  std::optional<llvm::StringRef> Word = From.getAsString();
  std::optional<int64_t> Index = From.getAsInteger();
  if (Word == "this")
    Argument.Index = ArgumentRef::This;
  else if (Word == "...")
    Argument.Index = ArgumentRef::Variadic;
  else if (Index && *Index >= 0 && *Index <= INT_MAX)
    Argument.Index = int(*Index);
  else
    At.report("expected the number of an argument");
  return bool(Argument);
}
} // namespace membrane

template <typename Row>
bool RecordReader::list(const json::Value &From, llvm::StringLiteral Key,
                        std::vector<Row> &Rows, json::Path At) {
  const json::Object *Members = From.getAsObject();
  const json::Value *Found = Members ? Members->get(Key) : nullptr;
  const json::Array *Elements = Found ? Found->getAsArray() : nullptr;
  if (!Elements) {
    At.field(Key).report("expected array");
    return false;
  }
  Rows.resize(Elements->size());
  for (size_t Index = 0; Index < Rows.size(); ++Index)
    if (!row((*Elements)[Index], Rows[Index], At.field(Key).index(Index)))
      return false;
  return true;
}

/// A place may be missing.
bool RecordReader::place(const json::Value &From, Location &Where,
                         json::Path At) {
  std::string File;
  json::ObjectMapper Map(From, At);
  if (!Map || !Map.mapOptional("file", File) ||
      !Map.mapOptional("line", Where.Line) ||
      !Map.mapOptional("column", Where.Column))
    return false;
  if (File.empty())
    return true;
  auto [Known, Added] = Files.try_emplace(
      File, FileId(static_cast<uint32_t>(Into.Answer.Files.size())));
  if (Added)
    Into.Answer.Files.push_back(File);
  Where.File = Known->second;
  return true;
}

//===-- Functions ---------------------------------------------------------===//

bool RecordReader::row(const json::Value &From, Step &One, json::Path At) {
  json::ObjectMapper Map(From, At);
  return Map && Map.map("message", One.Message) && place(From, One.Where, At);
}

bool RecordReader::row(const json::Value &From, Allocator &Source,
                       json::Path At) {
  json::ObjectMapper Map(From, At);
  return Map && Map.map("family", Source.Family) &&
         Map.map("kind", Source.Kind) && Map.mapOptional("hook", Source.Hook) &&
         Map.mapOptional("argument", Source.Argument) &&
         Map.mapOptional("path", Source.Path) &&
         Map.mapOptional("default", Source.Default);
}

bool RecordReader::row(const json::Value &From, Escape &Leaving,
                       json::Path At) {
  json::ObjectMapper Map(From, At);
  return Map && Map.map("to", Leaving.To) &&
         Map.mapOptional("argument", Leaving.Argument) &&
         Map.map("path", Leaving.Path) && Map.map("type", Leaving.Type) &&
         Map.map("opaque", Leaving.Opaque) &&
         Map.mapOptional("owner", Leaving.Owner) &&
         Map.map("family", Leaving.Family) &&
         Map.map("release", Leaving.Release) &&
         list(From, "witness", Leaving.Witness, At);
}

bool RecordReader::row(const json::Value &From, Release &Freed, json::Path At) {
  json::ObjectMapper Map(From, At);
  return Map && Map.map("argument", Freed.Argument) &&
         Map.map("path", Freed.Path) && Map.map("always", Freed.Always) &&
         Map.map("deferred", Freed.Deferred);
}

bool RecordReader::row(const json::Value &From, Retention &Kept,
                       json::Path At) {
  std::string Source;
  json::ObjectMapper Map(From, At);
  if (!Map || !Map.map("from", Source) || !Map.map("global", Kept.Global) ||
      !Map.mapOptional("argument", Kept.Argument) ||
      !Map.mapOptional("path", Kept.Path))
    return false;
  Kept.Fresh = Source == "fresh";
  return true;
}

bool RecordReader::row(const json::Value &From, Keep &Kept, json::Path At) {
  json::ObjectMapper Map(From, At);
  if (!Map || !Map.map("argument", Kept.Argument) ||
      !Map.map("path", Kept.Path) ||
      !Map.mapOptional("released_by", Kept.ReleasedBy))
    return false;
  const json::Value *Place = From.getAsObject()->get("into");
  if (!Place) {
    At.field("into").report("missing value");
    return false;
  }
  json::ObjectMapper Inner(*Place, At.field("into"));
  return Inner && Inner.map("argument", Kept.Into) &&
         Inner.map("path", Kept.IntoPath);
}

bool RecordReader::row(const json::Value &From, Borrow &Given, json::Path At) {
  std::string Source;
  json::ObjectMapper Map(From, At);
  if (!Map || !Map.map("from", Source) ||
      !Map.mapOptional("argument", Given.Argument) ||
      !Map.mapOptional("path", Given.Path))
    return false;
  Given.FromArgument = Source == "argument";
  return true;
}

bool RecordReader::row(const json::Value &From, Leak &Lost, json::Path At) {
  json::ObjectMapper Map(From, At);
  return Map && Map.map("family", Lost.Family) &&
         list(From, "witness", Lost.Witness, At);
}

bool RecordReader::row(const json::Value &From, Assumption &Made,
                       json::Path At) {
  json::ObjectMapper Map(From, At);
  return Map && Map.map("kind", Made.Kind) && Map.map("name", Made.Name) &&
         place(From, Made.Where, At);
}

static bool readStack(const json::Value &From, Stack &Used, json::Path At) {
  const json::Value *Found = From.getAsObject()->get("stack");
  if (!Found) {
    At.field("stack").report("missing value");
    return false;
  }
  json::ObjectMapper Map(*Found, At.field("stack"));
  return Map && Map.map("bytes", Used.Bytes) &&
         Map.map("bounded", Used.Bounded) &&
         Map.map("recursive", Used.Recursive);
}

bool RecordReader::row(const json::Value &From, SurfaceFunction &Function,
                       json::Path At) {
  json::ObjectMapper Map(From, At);
  return Map && Map.map("name", Function.Name) &&
         Map.map("signature", Function.Signature) &&
         Map.map("mangled", Function.Mangled) &&
         place(From, Function.Where, At) &&
         Map.map("public", Function.Public) &&
         Map.map("linkage", Function.Linkage) &&
         Map.map("class", Function.Class) &&
         Map.mapOptional("class_if_assumed", Function.ClassIfAssumed) &&
         list(From, "allocators", Function.Allocators, At) &&
         list(From, "escapes", Function.Escapes, At) &&
         list(From, "releases", Function.Releases, At) &&
         list(From, "retains", Function.Retains, At) &&
         list(From, "stores", Function.Stores, At) &&
         list(From, "borrows", Function.Borrows, At) &&
         list(From, "leaks", Function.Leaks, At) &&
         Map.map("result", Function.Result) &&
         Map.mapOptional("condition", Function.Condition) &&
         Map.map("nullable", Function.Nullable) &&
         readStack(From, Function.Stack, At) &&
         list(From, "assumptions", Function.Assumptions, At);
}

//===-- The rest ----------------------------------------------------------===//

bool RecordReader::row(const json::Value &From, Remainder &Stays,
                       json::Path At) {
  json::ObjectMapper Map(From, At);
  return Map && Map.map("path", Stays.Path) && Map.map("function", Stays.By) &&
         place(From, Stays.Where, At);
}

bool RecordReader::row(const json::Value &From, SurfaceType &Type,
                       json::Path At) {
  json::ObjectMapper Map(From, At);
  bool HasRemains = From.getAsObject() && From.getAsObject()->get("remains");
  return Map && Map.map("name", Type.Name) && Map.map("opaque", Type.Opaque) &&
         Map.map("leaks", Type.Leaks) && Map.map("release", Type.Release) &&
         Map.mapOptional("release_complete", Type.ReleaseComplete) &&
         Map.mapOptional("release_doubt", Type.Doubt) &&
         (!HasRemains || list(From, "remains", Type.Remains, At)) &&
         Map.map("constructors", Type.Constructors);
}

bool RecordReader::row(const json::Value &From, FailedUnit &Lost,
                       json::Path At) {
  json::ObjectMapper Map(From, At);
  return Map && Map.map("file", Lost.File) && Map.map("reason", Lost.Reason);
}

bool RecordReader::row(const json::Value &From, BoundHit &Hit, json::Path At) {
  json::ObjectMapper Map(From, At);
  return Map && Map.map("name", Hit.Name) && Map.map("count", Hit.Count);
}

bool RecordReader::row(const json::Value &From, Finding &Found, json::Path At) {
  json::ObjectMapper Map(From, At);
  return Map && Map.map("check", Found.Check) &&
         Map.map("level", Found.Severity) &&
         Map.map("message", Found.Message) &&
         Map.mapOptional("advice", Found.Advice) &&
         Map.map("function", Found.Function) && place(From, Found.Where, At) &&
         list(From, "witness", Found.Witness, At);
}

bool RecordReader::read(const json::Value &From, json::Path At) {
  const json::Value *Units = From.getAsObject()->get("units");
  if (!Units) {
    At.field("units").report("missing value");
    return false;
  }
  json::ObjectMapper Map(*Units, At.field("units")), Whole(From, At);
  return Map && Map.map("total", Into.Answer.UnitsTotal) &&
         list(*Units, "failed", Into.Answer.Failed, At.field("units")) &&
         list(From, "functions", Into.Answer.Functions, At) &&
         list(From, "types", Into.Answer.Types, At) &&
         list(From, "findings", Into.Findings, At) &&
         list(From, "bounds", Into.Answer.Bounds, At) &&
         Whole.map("notes", Into.Answer.Notes);
}

//===-- The door ----------------------------------------------------------===//

static constexpr int64_t KnownVersion = 1;

static llvm::Error complain(llvm::StringRef Name, const std::string &Text) {
  return llvm::createStringError("'" + Name.str() + "' " + Text);
}

static llvm::Error complainAboutKind(llvm::StringRef Name) {
  return complain(Name, "is no record of a scan; 'membrane scan "
                        "--format=json -o FILE' writes one");
}

/// Whether it says that it is a record of this version.
static llvm::Error checkHead(const json::Value &Whole, llvm::StringRef Name,
                             std::string &Tool) {
  const json::Object *Members = Whole.getAsObject();
  const json::Object *Head = Members ? Members->getObject("tool") : nullptr;
  std::optional<int64_t> Version =
      Members ? Members->getInteger("version") : std::nullopt;
  if (!Version || !Head || Head->getString("name") != "membrane" ||
      (*Version == KnownVersion && !Members->get("functions")))
    return complainAboutKind(Name);
  Tool = Head->getString("version").value_or("").str();
  if (*Version == KnownVersion)
    return llvm::Error::success();
  return complain(Name, "is a record of version " + std::to_string(*Version) +
                            ", written by membrane " + Tool +
                            "; this program reads version " +
                            std::to_string(KnownVersion) +
                            ": take the newer membrane, or scan again with "
                            "this one");
}

/// Whether brackets are deeper in each other than in any record; the parser
/// recurses and would run out of stack.
static bool isTooDeep(llvm::StringRef Text) {
  static constexpr int Most = 64;
  int Depth = 0;
  bool Quoted = false;
  for (size_t Index = 0; Index < Text.size() && Depth <= Most; ++Index) {
    char Character = Text[Index];
    if (Quoted && Character == '\\')
      ++Index;
    else if (Character == '"')
      Quoted = !Quoted;
    else if (!Quoted)
      Depth += (Character == '[' || Character == '{') -
               (Character == ']' || Character == '}');
  }
  return Depth > Most;
}

llvm::Expected<ScanRecord> membrane::readRecord(llvm::StringRef Text,
                                                llvm::StringRef Name) {
  if (isTooDeep(Text))
    return complainAboutKind(Name);
  llvm::Expected<json::Value> Whole = json::parse(Text);
  if (!Whole)
    return complain(Name, "is no JSON: " + llvm::toString(Whole.takeError()) +
                              "; 'membrane scan --format=json -o FILE' writes "
                              "a record");
  ScanRecord Read;
  if (llvm::Error Wrong = checkHead(*Whole, Name, Read.Tool))
    return Wrong;
  json::Path::Root Root("record");
  if (RecordReader(Read).read(*Whole, Root))
    return Read;
  return complain(Name,
                  "is a damaged record: " + llvm::toString(Root.getError()) +
                      "; scan again to write it anew");
}
