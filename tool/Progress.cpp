// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The progress line and its pace.

#include "tool/Progress.h"
#include "llvm/Support/Format.h"

namespace membrane {

static std::string durationText(double Seconds) {
  auto Whole = uint64_t(Seconds + 0.5);
  std::string Text;
  if (Whole >= 3600)
    Text += std::to_string(Whole / 3600) + "h";
  if (Whole >= 60)
    Text += std::to_string(Whole / 60 % 60) + "m";
  if (Whole < 3600)
    Text += std::to_string(Whole % 60) + "s";
  return Text;
}

std::string progressLine(size_t Done, size_t Total, double Seconds,
                         llvm::StringRef Name, unsigned Columns) {
  std::string Line;
  llvm::raw_string_ostream Text(Line);
  Text << '[' << Done << '/' << Total << ']';
  if (Done > 0 && Seconds > 0) {
    double Rate = double(Done) / Seconds;
    Text << llvm::format(" %.1f/s, ", Rate)
         << durationText(double(Total - Done) / Rate) << " left";
  }
  size_t Room = Columns > Line.size() + 3 ? Columns - Line.size() - 3 : 0;
  if (Room >= 8 && !Name.empty()) // the end of a path says most
    Text << "  " << (Name.size() > Room ? "..." : "")
         << (Name.size() > Room ? Name.take_back(Room - 3) : Name);
  return Columns > 1 && Line.size() >= Columns ? Line.substr(0, Columns - 1)
                                               : Line;
}

void Progress::show(size_t Done, llvm::StringRef Name) {
  Clock::time_point Now = Clock::now();
  if (!Out || (Last != Clock::time_point() &&
               Now - Last < std::chrono::milliseconds(100)))
    return;
  std::chrono::duration<double> Spent = Now - Start;
  std::string Line = progressLine(Done, Total, Spent.count(), Name, Columns);
  Last = Now;
  if (Line == Shown)
    return;
  Shown = std::move(Line);
  *Out << '\r' << Shown << "\033[K";
  Out->flush();
}

void Progress::erase() {
  if (Shown.empty())
    return;
  Shown.clear();
  *Out << "\r\033[K";
  Out->flush();
}

} // namespace membrane
