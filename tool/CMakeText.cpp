// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// CMake's text → its commands, by the grammar of cmake-language(7).

#include "tool/CMakeText.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"

namespace membrane {

llvm::StringRef CMakeCommand::literal(size_t Index) const {
  return Index < Arguments.size() && Arguments[Index].IsLiteral
             ? llvm::StringRef(Arguments[Index].Text)
             : "";
}

namespace {

class CMakeReader {
public:
  explicit CMakeReader(llvm::StringRef Text) : Text(Text) {}
  std::optional<std::vector<CMakeCommand>> read();

private:
  bool atEnd() const { return At >= Text.size(); }
  bool skipSpace();
  bool skipBracket();
  bool readCommand();
  bool readArguments(CMakeCommand &Into);
  bool readArgument(CMakeCommand &Into);
  bool readQuoted(CMakeArgument &Into);
  bool place(CMakeCommand &Last);

  llvm::StringRef Text;
  size_t At = 0;
  std::vector<CMakeCommand> Found;
  std::vector<std::string> Around; ///< commands that wait for their 'end...'
};

} // namespace

/// Goes behind "[==[ ... ]==]"; false if it begins and does not end.
bool CMakeReader::skipBracket() {
  llvm::StringRef Rest = Text.drop_front(At + 1);
  size_t Equals = Rest.find_first_not_of('=');
  if (Equals == llvm::StringRef::npos || Rest[Equals] != '[')
    return true;
  std::string Close = "]" + std::string(Equals, '=') + "]";
  size_t End = Text.find(Close, At);
  At = End == llvm::StringRef::npos ? Text.size() : End + Close.size();
  return End != llvm::StringRef::npos;
}

/// Blanks and comments.
bool CMakeReader::skipSpace() {
  while (!atEnd()) {
    if (llvm::isSpace(Text[At])) {
      ++At;
    } else if (Text[At] == '#') {
      ++At;
      size_t Before = At;
      if (!atEnd() && Text[At] == '[' && !skipBracket())
        return false;
      if (At == Before)
        At = std::min(Text.find('\n', At), Text.size());
    } else {
      return true;
    }
  }
  return true;
}

bool CMakeReader::readQuoted(CMakeArgument &Into) {
  for (++At; !atEnd() && Text[At] != '"'; ++At) {
    if (Text[At] == '\\' || Text[At] == '$' || Text[At] == ';')
      Into.IsLiteral = false;
    if (Text[At] == '\\')
      ++At;
    if (!atEnd())
      Into.Text += Text[At];
  }
  return !atEnd() && ++At;
}

bool CMakeReader::readArgument(CMakeCommand &Into) {
  CMakeArgument New;
  size_t Start = At;
  if (Text[At] == '"') {
    if (!readQuoted(New))
      return false;
  } else if (Text[At] == '[' && (!skipBracket() || At != Start)) {
    if (atEnd())
      return false;
    New.IsLiteral = false;
  } else {
    while (!atEnd() && !llvm::isSpace(Text[At]) &&
           !llvm::StringRef("()#\"").contains(Text[At])) {
      bool Escapes = Text[At] == '\\' && At + 1 < Text.size();
      New.IsLiteral &= !Escapes && Text[At] != '$' && Text[At] != ';';
      At += Escapes ? 2 : 1;
    }
    New.Text = Text.slice(Start, At).str();
  }
  Into.Arguments.push_back(std::move(New));
  return true;
}

/// Up to behind the ')' of the command.
bool CMakeReader::readArguments(CMakeCommand &Into) {
  for (unsigned Depth = 1;;) {
    if (!skipSpace() || atEnd())
      return false;
    if (Text[At] == '(') {
      ++At, ++Depth;
    } else if (Text[At] == ')') {
      ++At;
      if (--Depth == 0)
        return true;
    } else if (!readArgument(Into)) {
      return false;
    }
  }
}

/// Notes what is around the command; false if an 'end...' ends nothing.
bool CMakeReader::place(CMakeCommand &Last) {
  llvm::StringRef Name = Last.Name;
  if (Name.starts_with("end") && Name.size() > 3) {
    if (Around.empty() || Around.back() != Name.drop_front(3))
      return false;
    Around.pop_back();
  }
  for (const std::string &Each : Around)
    (Each == "if" ? Last.IsConditional : Last.RunsHere) = Each == "if";
  if (llvm::StringSwitch<bool>(Name)
          .Cases({"if", "foreach", "while", "function", "macro", "block"}, true)
          .Default(false))
    Around.push_back(Last.Name);
  return true;
}

bool CMakeReader::readCommand() {
  CMakeCommand New;
  New.Begin = unsigned(At);
  while (!atEnd() && (llvm::isAlnum(Text[At]) || Text[At] == '_'))
    ++At;
  New.Name = Text.slice(New.Begin, At).lower();
  while (!atEnd() && (Text[At] == ' ' || Text[At] == '\t'))
    ++At;
  if (New.Name.empty() || atEnd() || Text[At] != '(')
    return false;
  ++At;
  if (!readArguments(New) || !place(New))
    return false;
  New.End = unsigned(At);
  Found.push_back(std::move(New));
  return true;
}

std::optional<std::vector<CMakeCommand>> CMakeReader::read() {
  if (Text.starts_with("\xef\xbb\xbf"))
    At = 3;
  for (;;) {
    if (!skipSpace())
      return std::nullopt;
    if (atEnd())
      break;
    if (!readCommand())
      return std::nullopt;
  }
  if (!Around.empty())
    return std::nullopt;
  return std::move(Found);
}

std::optional<std::vector<CMakeCommand>> readCMake(llvm::StringRef Text) {
  return CMakeReader(Text).read();
}

} // namespace membrane
