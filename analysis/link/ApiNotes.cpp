// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Contracts out of a file in the syntax of Clang's API notes, for headers that
// one may not edit.
//
// Clang's keys are a fixed list, and a file of ours has to be one that Clang
// takes: the words stand in SwiftReturnOwnership, which may be any text
// (docs/adr/0010). Other keys of Clang's are no business of ours.

#include "analysis/link/Link.h"
#include "analysis/link/Merge.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/YAMLTraits.h"

using namespace membrane;
namespace yaml = llvm::yaml;

namespace {

struct NotedFunction {
  std::string Name, Words, Nullability;
  const char *At = nullptr; ///< in the text
};

struct NotedTag {
  std::string Name;
  std::vector<NotedFunction> Methods;
};

struct NotedScope {
  std::string Name;
  std::vector<NotedFunction> Functions;
  std::vector<NotedTag> Tags;
  std::vector<NotedScope> Namespaces;
};

} // namespace

LLVM_YAML_IS_SEQUENCE_VECTOR(NotedFunction)
LLVM_YAML_IS_SEQUENCE_VECTOR(NotedTag)
LLVM_YAML_IS_SEQUENCE_VECTOR(NotedScope)

// The names are LLVM's.
template <> struct yaml::MappingTraits<NotedFunction> {
  // NOLINTNEXTLINE(readability-identifier-naming)
  static void mapping(IO &Io, NotedFunction &Into) {
    Io.mapRequired("Name", Into.Name);
    Io.mapOptional("SwiftReturnOwnership", Into.Words);
    Io.mapOptional("NullabilityOfRet", Into.Nullability);
    if (const Node *Here = static_cast<Input &>(Io).getCurrentNode())
      Into.At = Here->getSourceRange().Start.getPointer();
  }
};

template <> struct yaml::MappingTraits<NotedTag> {
  // NOLINTNEXTLINE(readability-identifier-naming)
  static void mapping(IO &Io, NotedTag &Into) {
    Io.mapRequired("Name", Into.Name);
    Io.mapOptional("Methods", Into.Methods);
  }
};

template <> struct yaml::MappingTraits<NotedScope> {
  // NOLINTNEXTLINE(readability-identifier-naming)
  static void mapping(IO &Io, NotedScope &Into) {
    Io.mapRequired("Name", Into.Name);
    Io.mapOptional("Functions", Into.Functions);
    Io.mapOptional("Tags", Into.Tags);
    Io.mapOptional("Namespaces", Into.Namespaces);
  }
};

namespace {

class NoteReader {
public:
  NoteReader(llvm::StringRef Text, llvm::StringRef FileName)
      : Text(Text), FileName(FileName) {}

  llvm::Expected<std::vector<ContractNote>> read();

private:
  void take(const NotedScope &Scope, const std::string &Prefix);
  void take(const NotedFunction &Function, const std::string &Prefix);
  void add(const NotedFunction &Function, const std::string &Name,
           Contract Word);

  llvm::StringRef Text, FileName;
  std::vector<ContractNote> Found;
  std::string Problem;
};

/// Keeps the first error of the parser. It warns of keys that are not ours.
void keepFirst(const llvm::SMDiagnostic &Told, void *Into) {
  auto &Problem = *static_cast<std::string *>(Into);
  if (Problem.empty() && Told.getKind() == llvm::SourceMgr::DK_Error)
    Problem = (Told.getFilename() + ":" + llvm::Twine(Told.getLineNo()) + ":" +
               llvm::Twine(Told.getColumnNo() + 1) + ": " + Told.getMessage())
                  .str();
}

} // namespace

void NoteReader::add(const NotedFunction &Function, const std::string &Name,
                     Contract Word) {
  llvm::StringRef Before = Text.take_front(size_t(Function.At - Text.data()));
  ContractNote Note;
  Note.Function = Name;
  Note.File = FileName.str();
  Note.Line = uint32_t(Before.count('\n') + 1);
  size_t Start = Before.rfind('\n');
  Note.Column = uint32_t(Before.size() - (Start + 1) + 1);
  if (Word.Form == Promise::Unreadable && Problem.empty())
    Problem = Note.File + ":" + std::to_string(Note.Line) + ":" +
              std::to_string(Note.Column) + ": nobody understands '" +
              Word.Text + "' of '" + Name +
              "'; the words are those of <membrane/contract.h>, arguments are "
              "numbers from 0";
  Note.Word = std::move(Word);
  Found.push_back(std::move(Note));
}

void NoteReader::take(const NotedFunction &Function,
                      const std::string &Prefix) {
  std::string Name = Prefix + Function.Name;
  llvm::SmallVector<llvm::StringRef, 2> Words;
  llvm::StringRef(Function.Words).split(Words, ' ', -1, false);
  for (llvm::StringRef Word : Words)
    // Others are Swift's.
    if (Word.consume_front("membrane::"))
      add(Function, Name, readContract(Word, {}));
  Contract NotNull;
  NotNull.Form = Promise::NotNull;
  NotNull.Text = "NullabilityOfRet";
  if (Function.Nullability == "N" || Function.Nullability == "Nonnull")
    add(Function, Name, NotNull);
}

void NoteReader::take(const NotedScope &Scope, const std::string &Prefix) {
  for (const NotedFunction &Function : Scope.Functions)
    take(Function, Prefix);
  for (const NotedTag &Tag : Scope.Tags)
    for (const NotedFunction &Method : Tag.Methods)
      take(Method, Prefix + Tag.Name + "::");
  for (const NotedScope &Inner : Scope.Namespaces)
    take(Inner, Prefix + Inner.Name + "::");
}

llvm::Expected<std::vector<ContractNote>> NoteReader::read() {
  NotedScope Module;
  yaml::Input In(llvm::MemoryBufferRef(Text, FileName), nullptr, keepFirst,
                 &Problem);
  In.setAllowUnknownKeys(true);
  In >> Module;
  if (!In.error())
    take(Module, "");
  if (In.error() && Problem.empty())
    Problem = FileName.str() + ": these are no API notes";
  if (!Problem.empty())
    return llvm::createStringError(Problem);
  return std::move(Found);
}

llvm::Expected<std::vector<ContractNote>>
membrane::readApiNotes(llvm::StringRef Text, llvm::StringRef FileName) {
  return NoteReader(Text, FileName).read();
}

void membrane::addNotes(Program &Linked, llvm::ArrayRef<ContractNote> Notes) {
  llvm::StringMap<std::vector<const ContractNote *>> ByName;
  llvm::StringMap<FileId> Files;
  for (const ContractNote &Note : Notes) {
    ByName[Note.Function].push_back(&Note);
    if (Files.try_emplace(Note.File, FileId(uint32_t(Linked.Files.size())))
            .second)
      Linked.Files.push_back(Note.File);
  }
  if (Notes.empty())
    return;
  for (Symbol &Named : Linked.Symbols) {
    if (Named.Form != Symbol::Kind::Function)
      continue;
    auto Found = ByName.find(Named.SourceName);
    if (Found == ByName.end())
      Found = ByName.find(Named.Name);
    if (Found == ByName.end())
      continue;
    for (const ContractNote *Note : Found->second) {
      Contract Word = Note->Word;
      Word.Where = {Files[Note->File], Note->Line, Note->Column};
      Named.Contracts.push_back(std::move(Word));
    }
  }
}
