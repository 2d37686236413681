// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Workers with jobs that crash, hang, exit, print, grow and write a lot.

#include "tool/Workers.h"
#include "tool/Signals.h"
#include "gtest/gtest.h"
#include <csignal>
#include <map>
#include <unistd.h>

using namespace membrane;

namespace {

using Outcomes = std::map<unsigned, UnitOutcome>;

Outcomes runAll(unsigned Units, UnitJob Job, WorkersOptions Options) {
  handleSignals();
  std::vector<unsigned> Order;
  for (unsigned Unit = 0; Unit < Units; ++Unit)
    Order.push_back(Unit);
  Outcomes Found;
  llvm::Error Failure = runUnits(
      Order, Job, Options,
      [&](UnitOutcome Outcome) {
        EXPECT_EQ(Found.count(Outcome.Unit), 0u) << "told twice";
        Found[Outcome.Unit] = std::move(Outcome);
      },
      [](llvm::ArrayRef<unsigned>) {});
  EXPECT_FALSE(bool(Failure));
  EXPECT_EQ(Found.size(), Units);
  return Found;
}

llvm::Expected<JobResult> echo(unsigned Unit) {
  return JobResult{"unit " + std::to_string(Unit), {1, 2, 3, 4, 0}};
}

/// All units but the bad one went well.
void expectOthers(const Outcomes &Found, unsigned Bad) {
  for (const auto &[Unit, Outcome] : Found)
    if (Unit != Bad) {
      EXPECT_EQ(Outcome.Failure, "");
      EXPECT_EQ(Outcome.Bytes, "unit " + std::to_string(Unit));
    }
}

TEST(Workers, everyUnitOnceWithAnyNumber) {
  for (unsigned Count : {1u, 2u, 7u, 64u}) {
    WorkersOptions Options;
    Options.Count = Count;
    Outcomes Found = runAll(20, echo, Options);
    expectOthers(Found, ~0u);
    EXPECT_EQ(Found[3].Seconds.CodeGen, 2);
    EXPECT_GT(Found[3].Seconds.Total, 0);
  }
}

TEST(Workers, noUnits) { runAll(0, echo, {}); }

TEST(Workers, errorsAreReasons) {
  WorkersOptions Options;
  Options.Count = 2;
  Outcomes Found = runAll(
      5,
      [](unsigned Unit) -> llvm::Expected<JobResult> {
        if (Unit == 2)
          return llvm::createStringError("a.c:1:2: error: no");
        return echo(Unit);
      },
      Options);
  EXPECT_EQ(Found[2].Failure, "a.c:1:2: error: no");
  expectOthers(Found, 2);
}

TEST(Workers, crashes) {
  WorkersOptions Options;
  Options.Count = 2;
  Outcomes Found = runAll(
      6,
      [](unsigned Unit) -> llvm::Expected<JobResult> {
        if (Unit == 1) {
          llvm::errs() << "\nPLEASE submit a bug report\nassertion failed\n";
          std::signal(SIGSEGV, SIG_DFL);
          raise(SIGSEGV);
        }
        return echo(Unit);
      },
      Options);
  EXPECT_EQ(Found[1].Failure, "clang crashed (SIGSEGV): assertion failed");
  expectOthers(Found, 1);
}

TEST(Workers, exits) {
  Outcomes Found = runAll(4,
                          [](unsigned Unit) -> llvm::Expected<JobResult> {
                            if (Unit == 0) {
                              llvm::errs() << "fatal error: giving up\n";
                              _exit(70);
                            }
                            return echo(Unit);
                          },
                          {});
  EXPECT_EQ(Found[0].Failure,
            "clang exited with code 70: fatal error: giving up");
  expectOthers(Found, 0);
}

TEST(Workers, hangs) {
  WorkersOptions Options;
  Options.Count = 2;
  Options.TimeoutSeconds = 1;
  Outcomes Found = runAll(
      6,
      [](unsigned Unit) -> llvm::Expected<JobResult> {
        while (Unit == 3)
          pause();
        return echo(Unit);
      },
      Options);
  EXPECT_EQ(Found[3].Failure, "not done after 1 s; --unit-timeout allows more");
  expectOthers(Found, 3);
}

TEST(Workers, allCrash) {
  WorkersOptions Options;
  Options.Count = 3;
  Outcomes Found = runAll(
      9,
      [](unsigned) -> llvm::Expected<JobResult> {
        raise(SIGKILL);
        return JobResult();
      },
      Options);
  for (const auto &[Unit, Outcome] : Found)
    EXPECT_EQ(Outcome.Failure.substr(0, 26), "clang was killed (SIGKILL)");
}

TEST(Workers, largeAnswers) {
  constexpr size_t Size = 50 << 20;
  WorkersOptions Options;
  Options.Count = 2;
  Outcomes Found = runAll(
      3,
      [](unsigned Unit) -> llvm::Expected<JobResult> {
        return JobResult{std::string(Size, char('a' + Unit)), {}};
      },
      Options);
  for (const auto &[Unit, Outcome] : Found) {
    ASSERT_EQ(Outcome.Bytes.size(), Size);
    EXPECT_EQ(Outcome.Bytes.front(), char('a' + Unit));
    EXPECT_EQ(Outcome.Bytes.back(), char('a' + Unit));
  }
}

TEST(Workers, retireAfterTheirUnits) {
  WorkersOptions Options;
  Options.Limits.Units = 2;
  Outcomes Found = runAll(
      5,
      [](unsigned) -> llvm::Expected<JobResult> {
        return JobResult{std::to_string(getpid()), {}};
      },
      Options);
  EXPECT_EQ(Found[0].Bytes, Found[1].Bytes);
  EXPECT_NE(Found[1].Bytes, Found[2].Bytes);
  EXPECT_EQ(Found[2].Bytes, Found[3].Bytes);
}

/// What a worker does last, when it has touched that much memory.
static llvm::Expected<JobResult> touch(size_t Bytes) {
  std::vector<char> Held(Bytes, 'x');
  return JobResult{std::to_string(getpid()) + (Held.back() == 'x' ? "" : "?"),
                   {}};
}

TEST(Workers, retireOverTheirMemory) {
  WorkersOptions Options;
  Options.Limits.Memory = 8 << 20;
  Outcomes Found = runAll(2, [](unsigned) { return touch(64 << 20); }, Options);
  EXPECT_NE(Found[0].Bytes, Found[1].Bytes);
}

TEST(Workers, doNotRetireOverTheParentsMemory) {
  std::vector<char> Held(128 << 20, 'x');
  WorkersOptions Options;
  Options.Limits.Memory = 64 << 20;
  Outcomes Found = runAll(2, [](unsigned) { return touch(1); }, Options);
  EXPECT_EQ(Found[0].Bytes, Found[1].Bytes);
  EXPECT_EQ(Held.back(), 'x');
}

TEST(Workers, noiseStaysAway) {
  testing::internal::CaptureStderr();
  runAll(2,
         [](unsigned Unit) -> llvm::Expected<JobResult> {
           llvm::errs() << "noise\n";
           return echo(Unit);
         },
         {});
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
}

} // namespace
