// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Completion for bash, zsh and fish: commands, the options of each, and what
// their values can be. A shell's frame is written here, its rows are made of
// the tables.

#include "tool/Tables.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"
#include <map>

namespace membrane {

static std::string listCommands() {
  std::vector<std::string> Names;
  for (const CommandRow &Row : allCommands())
    Names.push_back(Row.Name.str());
  return llvm::join(Names, " ");
}

static std::string escaped(llvm::StringRef Text, const char *Special) {
  std::string Result;
  for (char Each : Text)
    Result += (llvm::StringRef(Special).contains(Each) ? "\\" : "") +
              std::string(1, Each);
  return Result;
}

/// Text between single quotes, in bash and zsh.
static std::string quoted(const std::string &Text) {
  std::string Result = "'";
  for (char Each : Text)
    Result += Each == '\'' ? "'\\''" : std::string(1, Each);
  return Result + "'";
}

/// The start of an option's text, up to the end of its first clause.
static std::string brief(llvm::StringRef Text) {
  int Depth = 0;
  for (size_t Index = 0; Index < Text.size(); ++Index) {
    Depth += (Text[Index] == '(') - (Text[Index] == ')');
    if (Depth == 0 && (Text[Index] == ';' || Text[Index] == '.') &&
        Text.substr(Index + 1).starts_with(" "))
      return Text.take_front(Index).str();
  }
  return Text.str();
}

static constexpr llvm::StringLiteral Revisions =
    "git for-each-ref --format='%(refname:short)' 2>/dev/null";

//===-- bash --------------------------------------------------------------===//

static constexpr llvm::StringLiteral BashHead =
    R"(# Completion of membrane's command line for bash; made of its tables.

# Completes the last item of a list with commas; one may begin with '-'.
_membrane_list()
{
    local before= item=${cur##*,}
    [[ $cur != *,* ]] || before=${cur%,*},
    [[ $item != -* ]] || before+=-
    COMPREPLY=($(compgen -P "$before" -W "$1" -- "${item#-}"))
    compopt -o nospace
}

_membrane()
{
    local cur prev words cword split index options=
    _init_completion -s || return
    for ((index = 2; index < cword; index++)); do
        if [[ ${words[index]} == -- ]]; then
            _filedir
            return
        fi
    done
)";

static constexpr llvm::StringLiteral BashTail =
    R"(    if [[ $cur == -* ]]; then
        COMPREPLY=($(compgen -W "$options" -- "$cur"))
        [[ ${COMPREPLY-} != *= ]] || compopt -o nospace
    else
        _filedir
    fi
} && complete -F _membrane membrane
)";

static std::string bashAction(const OptionRow &Row) {
  std::string Words = quoted(llvm::join(Row.Words, " "));
  switch (Row.Kind) {
  case ValueKind::None:
    return "";
  case ValueKind::Words:
    return "COMPREPLY=($(compgen -W " + Words + " -- \"$cur\"))";
  case ValueKind::List:
    return "_membrane_list " + Words;
  case ValueKind::File:
    return "_filedir";
  case ValueKind::Directory:
    return "_filedir -d";
  case ValueKind::Revision:
    return "COMPREPLY=($(compgen -W \"$(" + Revisions.str() +
           ")\" -- \"$cur\"))";
  case ValueKind::Other:
    return ":";
  }
  llvm_unreachable("every kind of value has an action");
}

/// For each action, the "command option" pairs whose value it completes.
static void printBashValues(llvm::raw_ostream &Out) {
  std::map<std::string, std::vector<std::string>> Patterns;
  for (const CommandRow &Command : allCommands())
    for (const OptionRow &Row : optionsOf(Command))
      for (llvm::StringRef Spelling : Row.Spellings)
        if (Row.Kind != ValueKind::None)
          Patterns[bashAction(Row)].push_back(
              ("'" + Command.Name + " " + Spelling.rtrim('=') + "'").str());
  Out << "    case \"${words[1]} $prev\" in\n";
  for (const auto &[Action, Pairs] : Patterns)
    Out << "    " << llvm::join(Pairs, " | ") << ")\n        " << Action
        << "\n        return ;;\n";
  Out << "    esac\n    ! $split || return\n";
}

void printBashCompletion(llvm::raw_ostream &Out) {
  Out << BashHead
      << "    if ((cword == 1)) || [[ ${words[1]} == help ]]; then\n"
         "        COMPREPLY=($(compgen -W '"
      << listCommands()
      << " --help --version' -- \"$cur\"))\n        return\n    fi\n";
  printBashValues(Out);
  Out << "    case ${words[1]} in\n";
  for (const CommandRow &Command : allCommands()) {
    std::vector<std::string> All;
    for (const OptionRow &Row : optionsOf(Command))
      llvm::append_range(All, Row.Spellings);
    if (!All.empty())
      Out << "    " << Command.Name << ") options='" << llvm::join(All, " ")
          << "' ;;\n";
  }
  Out << "    esac\n" << BashTail;
}

//===-- zsh ---------------------------------------------------------------===//

static std::string zshAction(const OptionRow &Row) {
  std::string Words = llvm::join(Row.Words, " ");
  switch (Row.Kind) {
  case ValueKind::None:
    return "";
  case ValueKind::Words:
    return "(" + Words + ")";
  case ValueKind::List:
    return "_values -s , check " + Words;
  case ValueKind::File:
    return "_files";
  case ValueKind::Directory:
    return "_files -/";
  case ValueKind::Revision:
    return "_membrane_revisions";
  case ValueKind::Other:
    return " ";
  }
  llvm_unreachable("every kind of value has an action");
}

static void printZshOption(const OptionRow &Row, llvm::raw_ostream &Out) {
  for (llvm::StringRef Spelling : Row.Spellings) {
    std::string Spec = Row.Text.contains("epeat") ? "*" : "";
    Spec += Spelling.str() + "[" + escaped(brief(Row.Text), "[]:\\") + "]";
    if (Row.Kind != ValueKind::None)
      Spec += ":" + llvm::StringRef(Row.Value).trim("<>").str() + ":" +
              zshAction(Row);
    Out << " \\\n      " << quoted(Spec);
  }
}

void printZshCompletion(llvm::raw_ostream &Out) {
  Out << "#compdef membrane\n"
         "# Completion of membrane's command line for zsh; made of its "
         "tables.\n\n"
         "_membrane_revisions() {\n  compadd -- ${(f)\"$("
      << Revisions
      << ")\"}\n}\n\n"
         "_membrane() {\n  local -a commands\n  commands=(\n";
  for (const CommandRow &Command : allCommands())
    Out << "    "
        << quoted((Command.Name + ":" + escaped(Command.Summary, ":")).str())
        << '\n';
  Out << "  )\n"
         "  if (( CURRENT == 2 )) || [[ $words[2] == help ]]; then\n"
         "    _describe -t commands 'membrane command' commands\n"
         "    return\n  fi\n"
         "  shift words\n  (( CURRENT-- ))\n  case $words[1] in\n";
  for (const CommandRow &Command : allCommands()) {
    if (!Command.Visibility)
      continue;
    Out << "  " << Command.Name << ")\n    _arguments -S";
    for (const OptionRow &Row : optionsOf(Command))
      printZshOption(Row, Out);
    Out << " \\\n      '*:file:_files'\n    ;;\n";
  }
  Out << "  esac\n}\n\n_membrane \"$@\"\n";
}

//===-- fish --------------------------------------------------------------===//

static constexpr llvm::StringLiteral FishHead =
    R"(# Completion of membrane's command line for fish; made of its tables.

function __membrane_first
    test (count (commandline -opc)) -eq 1
end

function __membrane_using
    set -l words (commandline -opc)
    test (count $words) -gt 1; and contains -- $words[2] $argv
    and not contains -- -- $words
end

)";

static std::string fishQuoted(llvm::StringRef Text) {
  return "'" + escaped(Text, "'\\") + "'";
}

static std::string fishAction(const OptionRow &Row) {
  std::string Words = llvm::join(Row.Words, " ");
  switch (Row.Kind) {
  case ValueKind::None:
    return "";
  case ValueKind::Words:
    return " -x -a " + fishQuoted(Words);
  case ValueKind::List:
    return " -x -a " + fishQuoted("(__fish_append , " + Words + ")");
  case ValueKind::File:
    return " -r -F";
  case ValueKind::Directory:
    return " -x -a '(__fish_complete_directories)'";
  case ValueKind::Revision:
    return " -x -a " + fishQuoted("(" + Revisions.str() + ")");
  case ValueKind::Other:
    return " -x";
  }
  llvm_unreachable("every kind of value has an action");
}

static void printFishOption(const CommandRow &Command, const OptionRow &Row,
                            llvm::raw_ostream &Out) {
  Out << "complete -c membrane -n '__membrane_using " << Command.Name << "'";
  for (llvm::StringRef Spelling : Row.Spellings)
    Out << (Spelling.starts_with("--") ? " -l " : " -s ")
        << Spelling.ltrim('-').rtrim('=');
  Out << fishAction(Row) << " -d " << fishQuoted(brief(Row.Text)) << '\n';
}

void printFishCompletion(llvm::raw_ostream &Out) {
  Out << FishHead;
  for (const CommandRow &Command : allCommands())
    Out << "complete -c membrane -n __membrane_first -f -a " << Command.Name
        << " -d " << fishQuoted(Command.Summary) << '\n';
  for (const CommandRow &Command : allCommands())
    for (const OptionRow &Row : optionsOf(Command))
      printFishOption(Command, Row, Out);
  Out << "complete -c membrane -n '__membrane_using help' -f -a '"
      << listCommands() << "'\n";
}

} // namespace membrane
