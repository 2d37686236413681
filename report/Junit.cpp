// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The findings as test results in the XML of JUnit.
//
// Each finding is a test case that failed, or one that passed with output if
// its level does not fail the run. A unit that failed is an error. If there is
// neither there is one case that passed, since some readers want one.

#include "report/Places.h"
#include "report/Report.h"
#include "report/Words.h"
#include "llvm/ADT/STLExtras.h"

using namespace membrane;
using llvm::StringRef;

namespace {
class JunitReport {
public:
  JunitReport(const Surface &Answer, std::optional<Level> FailOn,
              llvm::raw_ostream &Out)
      : Names(Answer), FailOn(FailOn), Out(Out) {}

  bool fails(const Finding &Found) const {
    return FailOn && Found.Severity >= *FailOn;
  }
  void write(const Finding &Found);
  void write(const FailedUnit &Lost);
  void start(StringRef Class, StringRef Name);

private:
  Places Names;
  std::optional<Level> FailOn;
  llvm::raw_ostream &Out;
};
} // namespace

// XML has no form for most control characters, nor for two code points at the
// end of the first plane.
static std::string escaped(StringRef Text) {
  std::string Whole = repaired(Text), Safe;
  for (StringRef Rest = Whole; !Rest.empty();) {
    char Byte = Rest.front();
    bool Refused =
        Rest.starts_with("\xEF\xBF\xBE") || Rest.starts_with("\xEF\xBF\xBF");
    Rest = Rest.drop_front(Refused ? 3 : 1);
    if (StringRef("<>&\"'\n\r\t").contains(Byte))
      Safe += "&#" + std::to_string(int(Byte)) + ";";
    else if (Refused || static_cast<unsigned char>(Byte) < ' ')
      Safe += '?';
    else
      Safe += Byte;
  }
  return Safe;
}

void JunitReport::start(StringRef Class, StringRef Name) {
  Out << "    <testcase classname=\"" << escaped(Class) << "\" name=\""
      << escaped(Name) << '"';
}

void JunitReport::write(const Finding &Found) {
  std::string File = Names.file(Found.Where.File), Text;
  auto Say = [&](Location Where, StringRef What) {
    std::string Place = Names.full(Where);
    Text += Place + (Place.empty() ? "" : ": ") + What.str() + "\n";
  };
  Say(Found.Where, (levelName(Found.Severity) + ": " + Found.Message).str());
  for (const Step &One : Found.Witness)
    Say(One.Where, One.Message);
  if (!Found.Advice.empty())
    Say({}, Found.Advice);
  start(File,
        Found.Check + (Found.Function.empty() ? "" : " ") + Found.Function);
  Out << ">\n      ";
  if (fails(Found))
    Out << "<failure type=\"" << levelName(Found.Severity) << "\" message=\""
        << escaped(Found.Message) << "\">" << escaped(Text) << "</failure>";
  else
    Out << "<system-out>" << escaped(Text) << "</system-out>";
  Out << "\n    </testcase>\n";
}

void JunitReport::write(const FailedUnit &Lost) {
  start(Names.relative(Lost.File), "analysis");
  Out << ">\n      <error type=\"unit\" message=\"" << escaped(Lost.Reason)
      << "\"/>\n    </testcase>\n";
}

void membrane::writeJunit(const Surface &Answer, const Outcome &Found,
                          std::optional<Level> FailOn, llvm::raw_ostream &Out) {
  JunitReport Report(Answer, FailOn, Out);
  size_t Cases = Found.Findings.size() + Answer.Failed.size();
  size_t Failures = llvm::count_if(
      Found.Findings, [&](const Finding &Each) { return Report.fails(Each); });
  std::string Counts =
      " tests=\"" + std::to_string(std::max<size_t>(Cases, 1)) +
      "\" failures=\"" + std::to_string(Failures) + "\" errors=\"" +
      std::to_string(Answer.Failed.size()) + "\"";
  Out << "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites" << Counts
      << ">\n  <testsuite name=\"membrane\"" << Counts << ">\n";
  for (const Finding &Each : Found.Findings)
    Report.write(Each);
  for (const FailedUnit &Lost : Answer.Failed)
    Report.write(Lost);
  if (Cases == 0) {
    Report.start("membrane", "no finding");
    Out << "/>\n";
  }
  Out << "  </testsuite>\n</testsuites>\n";
}
