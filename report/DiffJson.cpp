// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A comparison as JSON, version 1: docs/schema/membrane-diff-1.json is its
// contract. What has no value is left out, lists are always there.

#include "report/Diff.h"
#include "llvm/Support/JSON.h"

using namespace membrane;
namespace json = llvm::json;

static void writeOptional(json::OStream &Out, llvm::StringRef Key,
                          llvm::StringRef Value) {
  if (!Value.empty())
    Out.attribute(Key,
                  json::isUTF8(Value) ? Value.str() : json::fixUTF8(Value));
}

static void writeSpot(json::OStream &Out, const Spot &Where) {
  if (Where.File.empty())
    return;
  writeOptional(Out, "file", Where.File);
  if (Where.Line)
    Out.attribute("line", Where.Line);
  if (Where.Line && Where.Column)
    Out.attribute("column", Where.Column);
}

static void writeChange(json::OStream &Out, const Change &One) {
  Out.attribute("what", aspectName(One.What));
  Out.attribute("effect", effectName(One.Meaning));
  writeOptional(Out, "message", One.Text);
  writeOptional(Out, "path", One.Path);
  writeOptional(Out, "before", One.Before);
  writeOptional(Out, "after", One.After);
  writeOptional(Out, "check", One.Check);
  Out.attributeArray("witness", [&] {
    for (const SpotStep &Step : One.Witness)
      Out.object([&] {
        writeSpot(Out, Step.Where);
        Out.attribute("message", Step.Message);
      });
  });
}

static llvm::StringRef sortName(ChangedSubject::Sort Is) {
  switch (Is) {
  case ChangedSubject::Sort::Function:
    return "function";
  case ChangedSubject::Sort::Type:
    return "type";
  case ChangedSubject::Sort::Unit:
    return "unit";
  }
  llvm_unreachable("every sort has a name");
}

static void writeSubject(json::OStream &Out, const ChangedSubject &Changed) {
  Out.attribute("sort", sortName(Changed.Is));
  writeOptional(Out, "name", Changed.Name);
  writeOptional(Out, "mangled", Changed.Mangled);
  writeSpot(Out, Changed.Where);
  Out.attribute("effect", effectName(Changed.worst()));
  if (Changed.After)
    Out.attributeObject("class", [&] {
      Out.attribute("before", className(*Changed.Before));
      Out.attribute("after", className(*Changed.After));
    });
  Out.attributeArray("changes", [&] {
    for (const Change &One : Changed.Changes)
      Out.object([&] { writeChange(Out, One); });
  });
}

static void writeHead(json::OStream &Out, const Comparison &Found,
                      llvm::StringRef ToolVersion) {
  Out.attribute("version", 1);
  Out.attributeObject("tool", [&] {
    Out.attribute("name", "membrane");
    Out.attribute("version", ToolVersion);
  });
  Out.attributeObject("compared", [&] {
    Out.attribute("functions", Found.Functions);
    Out.attribute("types", Found.Types);
    Out.attribute("only_public", Found.OnlyPublic);
  });
  Out.attributeObject("totals", [&] {
    for (unsigned Index = 0; Index < NumEffects; ++Index)
      Out.attribute(effectName(Effect(Index)), Found.Counts[Index]);
  });
}

void membrane::writeDiffJson(const Comparison &Found,
                             llvm::StringRef ToolVersion,
                             llvm::raw_ostream &Out) {
  json::OStream Stream(Out, 2);
  Stream.object([&] {
    writeHead(Stream, Found, ToolVersion);
    Stream.attributeArray("subjects", [&] {
      for (const ChangedSubject &Each : Found.Subjects)
        Stream.object([&] { writeSubject(Stream, Each); });
    });
    Stream.attributeArray("notes", [&] {
      for (const std::string &Note : Found.Notes)
        Stream.value(json::isUTF8(Note) ? Note : json::fixUTF8(Note));
    });
  });
  Out << '\n';
}
