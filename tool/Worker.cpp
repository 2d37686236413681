// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Starting, feeding and burying one worker process.

#include "tool/Worker.h"
#include "tool/Signals.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/Support/PrettyStackTrace.h"
#include "llvm/Support/raw_ostream.h"
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace membrane {

//===-- Inside the worker -------------------------------------------------===//

static uint64_t peakMemory() {
  struct rusage Usage;
  getrusage(RUSAGE_SELF, &Usage);
#ifdef __APPLE__
  return uint64_t(Usage.ru_maxrss);
#else
  return uint64_t(Usage.ru_maxrss) * 1024;
#endif
}

/// Sends what the process prints to Noise, and gives it an empty input.
static void redirectStreams(std::FILE *Noise) {
  int Nothing = open("/dev/null", O_RDWR);
  int Sink = Noise ? fileno(Noise) : Nothing;
  dup2(Nothing, STDIN_FILENO);
  dup2(Sink, STDOUT_FILENO);
  dup2(Sink, STDERR_FILENO);
  if (Nothing > STDERR_FILENO)
    close(Nothing);
}

/// Forgets what earlier units printed.
static void silence(std::FILE *Noise) {
  llvm::outs().flush();
  if (!Noise)
    return;
  // A failure leaves old text in the file, which does no harm.
  (void)!ftruncate(fileno(Noise), 0);
  lseek(fileno(Noise), 0, SEEK_SET);
}

static Answer runJob(UnitJob Job, unsigned Unit) {
  auto Start = std::chrono::steady_clock::now();
  Answer Given;
  Given.Header.Unit = Unit;
  if (llvm::Expected<JobResult> Result = Job(Unit)) {
    Given.Bytes = std::move(Result->Bytes);
    Given.Header.Seconds = Result->Seconds;
    Given.Header.Retiring = Result->Last;
  } else {
    Given.Bytes = llvm::toString(Result.takeError());
    Given.Header.Failed = 1;
  }
  std::chrono::duration<double> Spent =
      std::chrono::steady_clock::now() - Start;
  Given.Header.Seconds.Total = Spent.count();
  return Given;
}

/// The life of a worker: units in, answers out, until the parent closes the
/// pipe or a limit is reached.
static void serve(UnitJob Job, const WorkerLimits &Limits, int Input,
                  int Output, std::FILE *Noise) {
  // A fork starts with what the parent holds; a fresh one would be no smaller.
  uint64_t Most = peakMemory() + Limits.Memory;
  for (unsigned Done = 1;; ++Done) {
    uint32_t Unit;
    if (!readAll(Input, &Unit, sizeof(Unit)))
      return;
    silence(Noise);
    Answer Given = runJob(Job, Unit);
    Given.Header.Retiring |= Done >= Limits.Units || peakMemory() >= Most;
    if (!writeAnswer(Output, Given) || Given.Header.Retiring)
      return;
  }
}

//===-- In the parent -----------------------------------------------------===//

namespace {

/// Two pipes before the fork.
struct Pipes {
  int Down[2] = {-1, -1}, Up[2] = {-1, -1};

  bool open() { return pipe(Down) == 0 && pipe(Up) == 0; }
  void close() const {
    for (int End : {Down[0], Down[1], Up[0], Up[1]})
      if (End >= 0)
        ::close(End);
  }
};

} // namespace

static llvm::Error complainAboutStart(const char *What) {
  return llvm::createStringError(
      llvm::inconvertibleErrorCode(),
      "cannot start a worker: %s: %s; fewer at once (-j) may help", What,
      std::strerror(errno));
}

llvm::Error Worker::start(UnitJob Job, const WorkerLimits &Limits,
                          llvm::ArrayRef<std::unique_ptr<Worker>> Others) {
  Pipes Ends;
  if (!Ends.open()) {
    llvm::Error Failure = complainAboutStart("pipe");
    Ends.close();
    return Failure;
  }
  Noise = std::tmpfile(); // without one, crashes are reported without a text
  llvm::outs().flush();
  pid_t Parent = getpid();
  pid_t Child = fork();
  if (Child < 0) {
    llvm::Error Failure = complainAboutStart("fork");
    Ends.close();
    return Failure;
  }
  if (Child == 0) {
    endWithParent(Parent);
    for (const std::unique_ptr<Worker> &Other : Others)
      if (Other.get() != this)
        Other->closePipes();
    close(Ends.Down[1]);
    close(Ends.Up[0]);
    redirectStreams(Noise);
    resetSignals();
    llvm::EnablePrettyStackTrace(); // says where a crash was
    serve(Job, Limits, Ends.Down[0], Ends.Up[1], Noise);
    _exit(0);
  }
  close(Ends.Down[0]);
  close(Ends.Up[1]);
  Process = Child;
  ToWorker = Ends.Down[1];
  FromWorker = Ends.Up[0];
  fcntl(FromWorker, F_SETFL, O_NONBLOCK);
  Reader = AnswerReader();
  Current = Idle;
  return llvm::Error::success();
}

bool Worker::assign(unsigned Unit) {
  uint32_t Number = Unit;
  Current = Unit;
  Assigned = Clock::now();
  return writeAll(ToWorker,
                  {reinterpret_cast<char *>(&Number), sizeof(Number)});
}

std::optional<Answer> Worker::take() {
  std::optional<Answer> Complete = Reader.take();
  if (Complete)
    Current = Idle;
  return Complete;
}

void Worker::closePipes() {
  if (ToWorker >= 0)
    close(ToWorker);
  if (FromWorker >= 0)
    close(FromWorker);
  if (Noise)
    std::fclose(Noise);
  ToWorker = FromWorker = -1;
  Noise = nullptr;
}

static int waitFor(pid_t Process) {
  int Status = 0;
  while (waitpid(Process, &Status, 0) < 0 && errno == EINTR)
    ;
  return Status;
}

void Worker::kill() {
  if (Process > 0) {
    ::kill(Process, SIGKILL);
    waitFor(Process);
  }
  Process = -1;
  Current = Idle;
  closePipes();
}

//===-- Reasons -----------------------------------------------------------===//

/// The first line that tells something. A stack dump of LLVM has a heading and
/// numbered entries, which say what Clang was at.
static std::string firstLine(std::FILE *Noise) {
  if (!Noise)
    return "";
  char Text[4096];
  ssize_t Count = pread(fileno(Noise), Text, sizeof(Text), 0);
  llvm::SmallVector<llvm::StringRef, 16> Lines;
  llvm::StringRef(Text, Count < 0 ? 0 : size_t(Count)).split(Lines, '\n');
  for (llvm::StringRef Line : Lines) {
    Line = Line.trim();
    if (Line.empty() || Line.starts_with("Stack dump") ||
        Line.starts_with("PLEASE submit"))
      continue;
    size_t Number = Line.find_first_not_of("0123456789");
    if (Number != 0 && Line.substr(Number).starts_with(".\t"))
      Line = Line.substr(Number + 2);
    return ": " + Line.str();
  }
  return "";
}

static std::string signalName(int Signal) {
#if defined(__GLIBC__)
  if (const char *Name = sigabbrev_np(Signal))
    return std::string("SIG") + Name;
#endif
  return "signal " + std::to_string(Signal);
}

std::string Worker::explainDeath() {
  // A process that has closed its pipe is past the point where this signal
  // could change how it ends; one that talks nonsense is not.
  ::kill(Process, SIGKILL);
  int Status = waitFor(Process);
  Process = -1;
  std::string Said = firstLine(Noise);
  kill();
  if (WIFSIGNALED(Status) && WTERMSIG(Status) == SIGKILL)
    return "clang was killed (SIGKILL), perhaps for want of memory; try a "
           "smaller -j" +
           Said;
  if (WIFSIGNALED(Status))
    return "clang crashed (" + signalName(WTERMSIG(Status)) + ")" + Said;
  return "clang exited with code " + std::to_string(WEXITSTATUS(Status)) + Said;
}

} // namespace membrane
