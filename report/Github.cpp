// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The findings as workflow commands of GitHub Actions, which become
// annotations. GitHub shows ten of each kind for a step; the log has them all.

#include "report/Places.h"
#include "report/Report.h"
#include "report/Words.h"

using namespace membrane;

namespace {
/// Where a text stands in a command; a property ends at more characters.
enum class Part : uint8_t { Property, Message };
} // namespace

static std::string escaped(llvm::StringRef Text, Part Where) {
  std::string Safe;
  for (char Byte : repaired(Text))
    switch (Byte) {
    case '%':
      Safe += "%25";
      break;
    case '\r':
      Safe += "%0D";
      break;
    case '\n':
      Safe += "%0A";
      break;
    case ':':
      Safe += Where == Part::Property ? "%3A" : ":";
      break;
    case ',':
      Safe += Where == Part::Property ? "%2C" : ",";
      break;
    default:
      Safe += Byte;
    }
  return Safe;
}

static llvm::StringRef commandOf(Level Severity) {
  switch (Severity) {
  case Level::Remark:
  case Level::Note:
    return "notice";
  case Level::Warning:
    return "warning";
  case Level::Error:
    return "error";
  }
  llvm_unreachable("every level has a command");
}

void membrane::writeGithub(const Surface &Answer, const Outcome &Found,
                           llvm::raw_ostream &Out) {
  Places Names(Answer);
  for (const Finding &Each : Found.Findings) {
    Out << "::" << commandOf(Each.Severity) << ' ';
    std::string File = Names.file(Each.Where.File);
    if (Each.Where && !File.empty()) {
      Out << "file=" << escaped(File, Part::Property)
          << ",line=" << Each.Where.Line << ',';
      if (Each.Where.Column)
        Out << "col=" << Each.Where.Column << ',';
    }
    Out << "title=" << escaped("membrane " + Each.Check, Part::Property)
        << "::" << escaped(wholeMessage(Each), Part::Message) << '\n';
  }
  for (const FailedUnit &Lost : Answer.Failed)
    Out << "::warning title=membrane::"
        << escaped("'" + Names.relative(Lost.File) +
                       "' is left out: " + Lost.Reason,
                   Part::Message)
        << '\n';
  for (const std::string &Text : Answer.Notes)
    Out << "::notice title=membrane::" << escaped(Text, Part::Message) << '\n';
}
