// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The table of --time-report.

#include "tool/Times.h"
#include "llvm/Support/Format.h"
#include <algorithm>
#include <sys/resource.h>

namespace membrane {

void StageTimes::add(const UnitSeconds &Unit) {
  Units.Parse += Unit.Parse;
  Units.CodeGen += Unit.CodeGen;
  Units.Promote += Unit.Promote;
  Units.Lower += Unit.Lower;
  Units.Total += Unit.Total;
}

void StageTimes::print(llvm::raw_ostream &Out) const {
  double Named = Units.Parse + Units.CodeGen + Units.Promote + Units.Lower;
  struct Row {
    const char *Stage;
    double Seconds;
  } Rows[] = {
      {"parse", Units.Parse},
      {"codegen", Units.CodeGen},
      {"sroa", Units.Promote},
      {"facts", Units.Lower},
      {"other in units", std::max(0.0, Units.Total - Named)},
      {"read facts", Decode},
      {"link", Link},
      {"escape", Escape},
      {"surface", Surface},
      {"checks", Checks},
      {"report", Report},
  };
  double Total = 0;
  for (const Row &Each : Rows)
    Total += Each.Seconds;
  Out << "stage            seconds   share\n";
  for (const Row &Each : Rows)
    Out << llvm::format("%-15s %8.3f  %5.1f%%\n", Each.Stage, Each.Seconds,
                        Total > 0 ? 100 * Each.Seconds / Total : 0.0);
  Out << llvm::format("%-15s %8.3f\n", "total", Total);
  struct rusage Parent, Children;
  getrusage(RUSAGE_SELF, &Parent);
  getrusage(RUSAGE_CHILDREN, &Children);
  Out << llvm::format("units: %.3f s by the clock with %u at once\n", Reading,
                      Workers);
  Out << llvm::format("peak memory: %ld MiB, largest worker %ld MiB\n",
                      Parent.ru_maxrss / 1024, Children.ru_maxrss / 1024);
}

} // namespace membrane
