// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// membrane-models-check: checks model files and writes them as C++ tables.
//
//   membrane-models-check --least=400 -o Builtin.inc A.yaml B.yaml ...
//
// Runs while membrane is built. Fails on every mistake in a file, on a name
// that has a row in two files, and on fewer functions than --least.

#include "analysis/models/Packed.h"
#include "analysis/models/Place.h"
#include "analysis/models/Reader.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/FileOutputBuffer.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/raw_ostream.h"

using namespace membrane;
using llvm::StringRef;
using llvm::Twine;

namespace {

/// All files' rows, and where each name stands.
struct AllRows {
  llvm::StringMap<ModelFamily> Families;
  ModelFile Rows;
  llvm::StringMap<std::string> Places; ///< "FILE:LINE" by function
};

} // namespace

/// Appends a file's rows; the error tells a name that is there twice.
static llvm::Error append(ModelFile File, StringRef Path, AllRows &All) {
  llvm::Error Wrong = llvm::Error::success();
  for (ModelRow &Row : File.Functions) {
    std::string Place = (Path + ":" + Twine(Row.Line)).str();
    auto [Entry, Inserted] = All.Places.try_emplace(Row.What.Name, Place);
    if (Inserted) {
      All.Rows.Functions.push_back(std::move(Row));
      continue;
    }
    Wrong = llvm::joinErrors(
        std::move(Wrong),
        llvm::createStringError(Place + ": error: function '" + Row.What.Name +
                                "' has a row already, at " + Entry->second));
  }
  for (ModelFamily &Family : File.Families) {
    All.Families[Family.Name] = Family;
    All.Rows.Families.push_back(std::move(Family));
  }
  for (TypeRow &Row : File.Types)
    All.Rows.Types.push_back(std::move(Row));
  return Wrong;
}

static llvm::Error readOne(StringRef Path, AllRows &All) {
  auto Buffer = llvm::MemoryBuffer::getFile(Path, /*IsText=*/true);
  if (!Buffer)
    return llvm::createFileError(Path, Buffer.getError());
  auto File = readModelFile((*Buffer)->getBuffer(), Path, All.Families);
  if (!File)
    return File.takeError();
  return append(std::move(*File), Path, All);
}

static void writeEffect(const PackedEffect &Effect, llvm::raw_ostream &Out) {
  Out << "  {PackedEffect::Kind(" << unsigned(Effect.Form) << "), "
      << int(Effect.A) << ", " << int(Effect.B) << ", " << int(Effect.C)
      << "},\n";
}

static std::string literal(StringRef Text) {
  std::string Quoted;
  llvm::raw_string_ostream Out(Quoted);
  Out << '"';
  Out.write_escaped(Text) << '"';
  return Quoted;
}

static void writeFunctions(llvm::ArrayRef<ModelRow> Rows,
                           llvm::raw_ostream &Out) {
  std::vector<PackedEffect> Effects;
  Out << "static constexpr PackedFunction BuiltinFunctions[] = {\n";
  for (const ModelRow &Row : Rows) {
    const Model &What = Row.What;
    if (isByPlace(What))
      continue;
    std::vector<PackedEffect> Own = packEffects(What);
    Out << "  {" << literal(What.Name) << ", " << literal(What.Family) << ", "
        << literal(What.FillFamily) << ", " << literal(What.InRegion) << ", "
        << literal(What.InScratch) << ", " << literal(What.GrowsInRegion)
        << ", " << literal(What.InHeap) << ", " << Effects.size() << ", "
        << Own.size() << ", " << unsigned(packFlags(What)) << "},\n";
    Effects.insert(Effects.end(), Own.begin(), Own.end());
  }
  Out << "};\nstatic constexpr PackedEffect BuiltinEffects[] = {\n";
  for (const PackedEffect &Effect : Effects)
    writeEffect(Effect, Out);
  Out << "};\n";
}

/// Rows that have no packed form stay text.
static void writeTexts(llvm::ArrayRef<ModelRow> Rows, llvm::raw_ostream &Out) {
  Out << "static constexpr TextFunction BuiltinTexts[] = {\n";
  for (const ModelRow &Row : Rows) {
    if (!isByPlace(Row.What))
      continue;
    ModelRows One;
    One.Functions.push_back({Row.What, {}});
    std::string Text;
    llvm::raw_string_ostream Printed(Text);
    One.print(Printed);
    Out << "  {" << literal(Row.What.Name) << ", " << literal(Text) << "},\n";
  }
  Out << "};\n";
}

static void writeTables(const ModelFile &Rows, llvm::raw_ostream &Out) {
  Out << "// Written by membrane-models-check; edit the YAML files instead.\n"
      << "static constexpr PackedFamily BuiltinFamilies[] = {\n";
  for (const ModelFamily &Family : Rows.Families)
    Out << "  {" << literal(Family.Name) << ", AllocatorKind("
        << unsigned(Family.Kind) << "), " << literal(Family.Release)
        << (Family.Opaque ? ", true},\n" : ", false},\n");
  Out << "};\nstatic constexpr PackedType BuiltinTypes[] = {\n";
  for (const TypeRow &Row : Rows.Types)
    Out << "  {" << literal(Row.Name) << ", " << (Row.Opaque ? "true" : "false")
        << "},\n";
  Out << "};\n";
  writeFunctions(Rows.Functions, Out);
  writeTexts(Rows.Functions, Out);
}

static llvm::Error writeFile(StringRef Path, StringRef Text) {
  auto Buffer = llvm::FileOutputBuffer::create(Path, Text.size());
  if (!Buffer)
    return llvm::createFileError(Path, Buffer.takeError());
  llvm::copy(Text, (*Buffer)->getBufferStart());
  return (*Buffer)->commit();
}

static llvm::Error run(llvm::ArrayRef<std::string> Paths, unsigned Least,
                       StringRef Output) {
  AllRows All;
  llvm::Error Wrong = llvm::Error::success();
  for (const std::string &Path : Paths)
    Wrong = llvm::joinErrors(std::move(Wrong), readOne(Path, All));
  if (Wrong)
    return Wrong;
  size_t Count = All.Rows.Functions.size();
  if (Count < Least)
    return llvm::createStringError("only " + Twine(Count) +
                                   " functions have a model, at least " +
                                   Twine(Least) + " must");
  if (Output.empty())
    return Wrong;
  std::string Text;
  llvm::raw_string_ostream Out(Text);
  writeTables(All.Rows, Out);
  return llvm::joinErrors(std::move(Wrong), writeFile(Output, Text));
}

int main(int Count, char **Arguments) {
  llvm::cl::list<std::string> Paths(llvm::cl::Positional, llvm::cl::OneOrMore,
                                    llvm::cl::desc("FILE.yaml..."));
  llvm::cl::opt<std::string> Output("o", llvm::cl::desc("write tables here"),
                                    llvm::cl::value_desc("FILE"));
  llvm::cl::opt<unsigned> Least(
      "least", llvm::cl::desc("fail if there are fewer functions"));
  llvm::cl::ParseCommandLineOptions(Count, Arguments,
                                    "checks membrane's model files\n");
  if (llvm::Error Wrong = run(Paths, Least, Output)) {
    llvm::logAllUnhandledErrors(std::move(Wrong), llvm::errs());
    return 1;
  }
  return 0;
}
