// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The three forms of an export list. A brace means a version script, a line
// EXPORTS a .def file, all else is a plain list. Symbols that a version script
// does not mention count as not exported, although the linker would export
// them: the list is there to say what the interface is.

#include "tool/Exports.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Demangle/Demangle.h"
#include "llvm/Support/MemoryBuffer.h"

namespace membrane {

namespace {

/// The words of a version script, with the line of the one that was read.
class ScriptReader {
public:
  explicit ScriptReader(llvm::StringRef Text) : Rest(Text) {}

  /// The next word: a brace, ';', ':', a quoted or plain name; empty at the
  /// end.
  llvm::StringRef next();
  unsigned line() const { return Line; }

private:
  void skipSpace();
  llvm::StringRef take(size_t Length);

  llvm::StringRef Rest;
  unsigned Line = 1;
};

} // namespace

llvm::StringRef ScriptReader::take(size_t Length) {
  llvm::StringRef Taken = Rest.take_front(Length);
  Line += Taken.count('\n');
  Rest = Rest.drop_front(Taken.size());
  return Taken;
}

void ScriptReader::skipSpace() {
  while (!Rest.empty()) {
    if (Rest.starts_with("/*")) {
      size_t End = Rest.find("*/");
      take(End == llvm::StringRef::npos ? Rest.size() : End + 2);
    } else if (Rest.front() == '#') {
      take(Rest.find('\n'));
    } else if (isspace(static_cast<unsigned char>(Rest.front()))) {
      take(1);
    } else {
      return;
    }
  }
}

llvm::StringRef ScriptReader::next() {
  skipSpace();
  if (Rest.empty())
    return "";
  if (Rest.front() == '"')
    return take(std::min(Rest.find('"', 1), Rest.size() - 1) + 1);
  if (llvm::StringRef("{};").contains(Rest.front()))
    return take(1);
  size_t End = Rest.find_first_of(" \t\r\n{};\"");
  llvm::StringRef Word = Rest.take_front(End);
  // "global:" is two words, "ns::name" is one.
  if (Word.size() > 1 && Word.ends_with(":") && !Word.ends_with("::"))
    End = Word.size() - 1;
  return take(End);
}

//===-- Version scripts ---------------------------------------------------===//

static llvm::Expected<ExportList> parseScript(llvm::StringRef Text,
                                              llvm::StringRef FileName) {
  ExportList Exports;
  ScriptReader Reader(Text);
  std::vector<ExportList::Pattern> *Section = &Exports.Global;
  unsigned Depth = 0;
  bool Demangled = false;
  for (llvm::StringRef Word; !(Word = Reader.next()).empty();) {
    if (Word == "{") {
      ++Depth;
    } else if (Word == "}") {
      if (Depth == 0)
        break;
      --Depth;
      Demangled = false;
      Section = Depth == 0 ? &Exports.Global : Section;
    } else if (Depth == 0 || Word == ";" || Word == ":") {
      continue; // the name of a version and the one it builds upon
    } else if (Word == "global" || Word == "local") {
      Section = Word == "local" ? &Exports.Local : &Exports.Global;
    } else if (Word == "extern") {
      Demangled = Reader.next() != "\"C\"";
    } else {
      Section->push_back({Word.trim('"').str(), Demangled});
    }
  }
  if (Depth == 0)
    return Exports;
  return llvm::createStringError(llvm::inconvertibleErrorCode(),
                                 "%s:%u: missing '}' in a version script",
                                 FileName.str().c_str(), Reader.line());
}

//===-- Lists of lines ----------------------------------------------------===//

static llvm::StringRef firstWord(llvm::StringRef Line) {
  size_t End = Line.find_first_of(" \t=");
  return Line.take_front(End);
}

/// The names below EXPORTS: "name [= internal] [@number] [DATA]".
static ExportList parseDefinitions(llvm::ArrayRef<llvm::StringRef> Lines) {
  static constexpr llvm::StringLiteral Headings[] = {
      "NAME",     "LIBRARY",  "DESCRIPTION", "STACKSIZE", "HEAPSIZE",
      "SECTIONS", "SEGMENTS", "VERSION",     "BASE"};
  ExportList Exports;
  bool Inside = false;
  for (llvm::StringRef Line : Lines) {
    Line = Line.split(';').first.trim();
    if (firstWord(Line) == "EXPORTS") {
      Inside = true;
      Line = Line.drop_front(firstWord(Line).size()).trim();
    }
    llvm::StringRef Word = firstWord(Line);
    if (llvm::is_contained(Headings, Word))
      Inside = false;
    if (Inside && !Word.empty())
      Exports.Global.push_back({Word.trim('"').str(), false});
  }
  return Exports;
}

static llvm::Expected<ExportList>
parseNames(llvm::ArrayRef<llvm::StringRef> Lines, llvm::StringRef FileName) {
  ExportList Exports;
  for (auto [Index, Line] : llvm::enumerate(Lines)) {
    llvm::StringRef Name = Line.split('#').first.trim();
    if (Name.find_first_of(" \t") != llvm::StringRef::npos)
      return llvm::createStringError(
          llvm::inconvertibleErrorCode(),
          "%s:%zu: more than one name in a line; an export list is a version "
          "script, a .def file or one name a line",
          FileName.str().c_str(), Index + 1);
    if (!Name.empty())
      Exports.Global.push_back({Name.str(), false});
  }
  return Exports;
}

static llvm::Expected<ExportList> parseForm(llvm::StringRef Text,
                                            llvm::StringRef FileName) {
  llvm::SmallVector<llvm::StringRef, 64> Lines;
  Text.split(Lines, '\n');
  auto IsHeading = [](llvm::StringRef Line) {
    Line = Line.trim();
    return Line.consume_front("EXPORTS") &&
           (Line.empty() || isspace(static_cast<unsigned char>(Line.front())));
  };
  if (llvm::any_of(Lines, IsHeading))
    return parseDefinitions(Lines);
  if (Text.contains('{'))
    return parseScript(Text, FileName);
  return parseNames(Lines, FileName);
}

llvm::Expected<ExportList> parseExports(llvm::StringRef Text,
                                        llvm::StringRef FileName) {
  llvm::Expected<ExportList> Exports = parseForm(Text, FileName);
  if (Exports && Exports->Global.empty())
    return llvm::createStringError(
        llvm::inconvertibleErrorCode(),
        "'%s' exports nothing; it is to be a version script, a .def file or a "
        "list with one name a line",
        FileName.str().c_str());
  return Exports;
}

llvm::Expected<ExportList> readExports(llvm::StringRef FileName) {
  auto Buffer = llvm::MemoryBuffer::getFile(FileName, /*IsText=*/true);
  if (!Buffer)
    return llvm::createStringError(
        llvm::inconvertibleErrorCode(), "cannot read the export list '%s': %s",
        FileName.str().c_str(), Buffer.getError().message().c_str());
  return parseExports((*Buffer)->getBuffer(), FileName);
}

//===-- Matching ----------------------------------------------------------===//

static bool isWildcard(llvm::StringRef Text) {
  return Text.find_first_of("*?[") != llvm::StringRef::npos;
}

ExportMatcher::Names::Names(llvm::ArrayRef<ExportList::Pattern> Patterns) {
  for (const ExportList::Pattern &Each : Patterns) {
    (Each.Demangled ? Readable : Plain).insert(Each.Text);
    if (!isWildcard(Each.Text))
      continue;
    llvm::Expected<llvm::GlobPattern> Glob =
        llvm::GlobPattern::create(Each.Text);
    if (Glob)
      (Each.Demangled ? ReadableGlobs : Globs).push_back(std::move(*Glob));
    else
      llvm::consumeError(Glob.takeError());
  }
}

bool ExportMatcher::Names::match(llvm::StringRef Symbol,
                                 llvm::StringRef Shown) const {
  auto Fits = [](llvm::ArrayRef<llvm::GlobPattern> Any, llvm::StringRef Text) {
    return llvm::any_of(
        Any, [&](const llvm::GlobPattern &Glob) { return Glob.match(Text); });
  };
  return Fits(Globs, Symbol) || Fits(ReadableGlobs, Shown);
}

bool ExportMatcher::exports(llvm::StringRef Symbol) const {
  std::string Shown = llvm::demangle(Symbol);
  if (Global.name(Symbol, Shown))
    return true;
  if (Local.name(Symbol, Shown))
    return false;
  return Global.match(Symbol, Shown);
}

bool ExportList::exports(llvm::StringRef Symbol) const {
  return ExportMatcher(*this).exports(Symbol);
}

} // namespace membrane
