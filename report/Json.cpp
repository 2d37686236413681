// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The surface and the findings as the JSON record, version 1.
//
// docs/schema/membrane-1.json is its contract: what has no value is left out,
// lists are always there, the order is that of the surface. Text that is not
// UTF-8 is repaired, as JSON cannot hold it.

#include "llvm/Support/JSON.h"
#include "report/Places.h"
#include "report/Report.h"
#include "report/Words.h"

using namespace membrane;
namespace json = llvm::json;

namespace {
class JsonReport {
public:
  JsonReport(const Surface &Answer, const FoundFixes &Fixes, json::OStream &Out)
      : Answer(Answer), Fixes(Fixes), Names(Answer), Out(Out) {}

  void tool(llvm::StringRef Version);
  void units();
  void functions();
  void types();
  void findings(const Outcome &Found);
  void run();

private:
  void value(llvm::StringRef Text);
  void text(llvm::StringRef Key, llvm::StringRef Value);
  /// Left out if it has no value.
  void optional(llvm::StringRef Key, llvm::StringRef Value);
  void argument(llvm::StringRef Key, ArgumentRef Argument);
  void place(Location Where);
  void names(llvm::StringRef Key, llvm::ArrayRef<std::string> Texts);
  template <typename Row>
  void list(llvm::StringRef Key, const std::vector<Row> &Rows);

  void fields(const SurfaceFunction &Function);
  void fields(const SurfaceType &Type);
  void fields(const Remainder &Stays);
  void fields(const Allocator &Source);
  void fields(const Escape &Leaving);
  void fields(const Release &Freed);
  void fields(const Retention &Kept);
  void fields(const Keep &Kept);
  void fields(const Borrow &From);
  void fields(const Leak &Lost);
  void fields(const Promised &Given);
  void fields(const Step &One);
  void fields(const Assumption &Made);
  void fields(const FailedUnit &Lost);
  void fields(const BoundHit &Hit);
  void fields(const Finding &Found);
  void fields(const PatchedFile &Of, const Edit &Change);
  void fix(size_t Index);

  const Surface &Answer;
  const FoundFixes &Fixes;
  Places Names;
  json::OStream &Out;
};
} // namespace

//===-- Values ------------------------------------------------------------===//

/// Whether a text is itself between quotes, as nearly all are.
static bool isPlain(llvm::StringRef Text) {
  return llvm::all_of(Text, [](char Each) {
    return Each >= ' ' && Each <= '~' && Each != '"' && Each != '\\';
  });
}

void JsonReport::value(llvm::StringRef Text) {
  if (isPlain(Text))
    Out.rawValue([&](llvm::raw_ostream &To) { To << '"' << Text << '"'; });
  else
    Out.value(repaired(Text));
}

void JsonReport::text(llvm::StringRef Key, llvm::StringRef Value) {
  Out.attributeBegin(Key);
  value(Value);
  Out.attributeEnd();
}

void JsonReport::optional(llvm::StringRef Key, llvm::StringRef Value) {
  if (!Value.empty())
    text(Key, Value);
}

void JsonReport::argument(llvm::StringRef Key, ArgumentRef Argument) {
  if (!Argument)
    return;
  if (Argument.Index == ArgumentRef::This)
    Out.attribute(Key, "this");
  else if (Argument.Index == ArgumentRef::Variadic)
    Out.attribute(Key, "...");
  else
    Out.attribute(Key, Argument.Index);
}

void JsonReport::place(Location Where) {
  std::string File = Names.file(Where.File);
  if (!Where || File.empty())
    return;
  text("file", File);
  Out.attribute("line", Where.Line);
  if (Where.Column)
    Out.attribute("column", Where.Column);
}

void JsonReport::names(llvm::StringRef Key, llvm::ArrayRef<std::string> Texts) {
  Out.attributeArray(Key, [&] {
    for (const std::string &Text : Texts)
      value(Text);
  });
}

template <typename Row>
void JsonReport::list(llvm::StringRef Key, const std::vector<Row> &Rows) {
  Out.attributeArray(Key, [&] {
    for (const Row &Each : Rows)
      Out.object([&] { fields(Each); });
  });
}

//===-- Functions ---------------------------------------------------------===//

void JsonReport::fields(const Allocator &Source) {
  text("family", Source.Family);
  text("kind", kindName(Source.Kind));
  optional("hook", Source.Hook);
  argument("argument", Source.Argument);
  if (Source.Argument)
    text("path", Source.Path);
  optional("default", Source.Default);
}

void JsonReport::fields(const Step &One) {
  place(One.Where);
  text("message", One.Message);
}

void JsonReport::fields(const Escape &Leaving) {
  text("to", exitName(Leaving.To));
  argument("argument", Leaving.Argument);
  text("path", Leaving.Path);
  text("type", Leaving.Type);
  Out.attribute("opaque", Leaving.Opaque);
  optional("owner", Leaving.Owner);
  text("family", Leaving.Family);
  names("release", Leaving.Release);
  list("witness", Leaving.Witness);
}

void JsonReport::fields(const Release &Freed) {
  argument("argument", Freed.Argument);
  text("path", Freed.Path);
  Out.attribute("always", Freed.Always);
  Out.attribute("deferred", Freed.Deferred);
}

void JsonReport::fields(const Retention &Kept) {
  text("from", Kept.Fresh ? "fresh" : "argument");
  if (!Kept.Fresh) {
    argument("argument", Kept.Argument);
    text("path", Kept.Path);
  }
  text("global", Kept.Global);
}

void JsonReport::fields(const Keep &Kept) {
  argument("argument", Kept.Argument);
  text("path", Kept.Path);
  Out.attributeObject("into", [&] {
    argument("argument", Kept.Into);
    text("path", Kept.IntoPath);
  });
  optional("released_by", Kept.ReleasedBy);
}

void JsonReport::fields(const Borrow &From) {
  text("from", From.FromArgument ? "argument" : "static");
  if (From.FromArgument) {
    argument("argument", From.Argument);
    text("path", From.Path);
  }
}

void JsonReport::fields(const Leak &Lost) {
  text("family", Lost.Family);
  list("witness", Lost.Witness);
}

static llvm::StringRef stateName(Promised::State Is) {
  switch (Is) {
  case Promised::State::Holds:
    return "yes";
  case Promised::State::Broken:
    return "no";
  case Promised::State::Unclear:
    return "unclear";
  }
  llvm_unreachable("every state has a name");
}

void JsonReport::fields(const Promised &Given) {
  text("promise", Given.Word.Text);
  text("holds", stateName(Given.Is));
  place(Given.Word.Where);
}

void JsonReport::fields(const Assumption &Made) {
  text("kind", assumptionName(Made.Kind));
  text("name", Made.Name);
  place(Made.Where);
}

void JsonReport::fields(const SurfaceFunction &Function) {
  text("name", Function.Name);
  text("signature", Function.Signature);
  text("mangled", Function.Mangled);
  place(Function.Where);
  Out.attribute("public", Function.Public);
  text("linkage", Function.Linkage);
  text("class", className(Function.Class));
  if (Function.Class == AllocationClass::Unknown)
    text("class_if_assumed", className(Function.ClassIfAssumed));
  list("allocators", Function.Allocators);
  list("escapes", Function.Escapes);
  list("releases", Function.Releases);
  list("retains", Function.Retains);
  list("stores", Function.Stores);
  list("borrows", Function.Borrows);
  list("leaks", Function.Leaks);
  list("contracts", Function.Contracts);
  text("result", ownershipName(Function.Result));
  optional("condition", Function.Condition);
  Out.attribute("nullable", Function.Nullable);
  Out.attributeObject("stack", [&] {
    Out.attribute("bytes", Function.Stack.Bytes);
    Out.attribute("bounded", Function.Stack.Bounded);
    Out.attribute("recursive", Function.Stack.Recursive);
  });
  list("assumptions", Function.Assumptions);
}

//===-- The rest ----------------------------------------------------------===//

void JsonReport::fields(const SurfaceType &Type) {
  text("name", Type.Name);
  Out.attribute("opaque", Type.Opaque);
  names("leaks", Type.Leaks);
  names("release", Type.Release);
  if (Type.ReleaseComplete)
    Out.attribute("release_complete", *Type.ReleaseComplete);
  else if (!Type.Release.empty())
    Out.attribute("release_complete", nullptr);
  optional("release_doubt", Type.Doubt);
  if (!Type.Remains.empty())
    list("remains", Type.Remains);
  names("constructors", Type.Constructors);
}

void JsonReport::fields(const Remainder &Stays) {
  text("path", Stays.Path);
  text("function", Stays.By);
  place(Stays.Where);
}

void JsonReport::fields(const FailedUnit &Lost) {
  text("file", Names.relative(Lost.File));
  text("reason", Lost.Reason);
}

void JsonReport::fields(const BoundHit &Hit) {
  text("name", Hit.Name);
  Out.attribute("count", Hit.Count);
}

void JsonReport::fields(const Finding &Found) {
  text("check", Found.Check);
  text("level", levelName(Found.Severity));
  text("message", Found.Message);
  optional("advice", Found.Advice);
  place(Found.Where);
  text("function", Found.Function);
  list("witness", Found.Witness);
}

void JsonReport::fields(const PatchedFile &Of, const Edit &Change) {
  text("file", Of.Name);
  Out.attribute("offset", Change.Offset);
  Out.attribute("length", Change.Length);
  text("text", Change.Text);
}

void JsonReport::fix(size_t Index) {
  if (auto Known = Fixes.Offered.find(Index); Known != Fixes.Offered.end())
    Out.attributeObject("fix", [&] {
      text("kind", Known->second.Name);
      Out.attributeArray("edits", [&] {
        for (const PatchedFile &Each : Known->second.Files)
          for (const Edit &Change : Each.Edits)
            Out.object([&] { fields(Each, Change); });
      });
    });
  if (auto Known = Fixes.Withheld.find(Index); Known != Fixes.Withheld.end())
    Out.attributeObject("withheld", [&] {
      text("reason", Known->second.Reason);
      optional("file", Names.relative(Known->second.File));
      if (Known->second.Line)
        Out.attribute("line", Known->second.Line);
    });
}

void JsonReport::tool(llvm::StringRef Version) {
  Out.attributeObject("tool", [&] {
    text("name", "membrane");
    text("version", Version);
  });
}

void JsonReport::units() {
  Out.attributeObject("units", [&] {
    Out.attribute("total", Answer.UnitsTotal);
    list("failed", Answer.Failed);
  });
}

void JsonReport::functions() { list("functions", Answer.Functions); }

void JsonReport::types() { list("types", Answer.Types); }

void JsonReport::findings(const Outcome &Found) {
  Out.attributeArray("findings", [&] {
    for (size_t Index = 0; Index < Found.Findings.size(); ++Index)
      Out.object([&] {
        fields(Found.Findings[Index]);
        fix(Index);
      });
  });
  Out.attribute("suppressed", int64_t(Found.Suppressed));
  if (Found.HasBaseline)
    Out.attribute("baselined", int64_t(Found.Known.size()));
}

void JsonReport::run() {
  list("bounds", Answer.Bounds);
  names("notes", Answer.Notes);
}

void membrane::writeJson(const Surface &Answer, const Outcome &Found,
                         const FoundFixes &Fixes, llvm::StringRef ToolVersion,
                         llvm::raw_ostream &Out) {
  json::OStream Stream(Out, 2);
  JsonReport Report(Answer, Fixes, Stream);
  Stream.object([&] {
    Stream.attribute("version", 1);
    Report.tool(ToolVersion);
    Report.units();
    Report.functions();
    Report.types();
    Report.findings(Found);
    Report.run();
  });
  Out << '\n';
}
