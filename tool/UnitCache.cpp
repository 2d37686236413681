// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Entries in files: KEY.0 to KEY.3, each a mark, a check sum and the entry.

#include "tool/UnitCache.h"
#include "tool/Outputs.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Process.h"
#include "llvm/Support/xxhash.h"
#include <chrono>
#include <sys/time.h>

namespace fs = llvm::sys::fs;
namespace path = llvm::sys::path;

namespace membrane {

static constexpr llvm::StringLiteral Mark = "membrane unit cache 1\n";
static constexpr unsigned KeptDays = 30;

//===-- Keys --------------------------------------------------------------===//

/// The program that runs: another build may find out something else.
static std::string programIdentity() {
  static int Inside;
  std::string Program = fs::getMainExecutable("membrane", &Inside);
  fs::file_status Status;
  if (fs::status(Program, Status))
    return Program;
  return Program + "|" + std::to_string(Status.getSize()) + "|" +
         std::to_string(
             Status.getLastModificationTime().time_since_epoch().count());
}

std::string cacheKey(const CompileCommand &Command,
                     const FrontendOptions &Options) {
  static const std::string Program = programIdentity();
  std::vector<std::string> Parts = {Program, Command.Directory, Command.File,
                                    targetOf(Command)};
  // The variables by which Clang finds headers.
  for (const char *Name : {"CPATH", "C_INCLUDE_PATH", "CPLUS_INCLUDE_PATH",
                           "CCC_OVERRIDE_OPTIONS", "COMPILER_PATH", "SDKROOT"})
    Parts.push_back(llvm::sys::Process::GetEnv(Name).value_or(""));
  for (std::string &Argument : adaptArguments(Command, Options))
    Parts.push_back(std::move(Argument));
  std::string Whole;
  for (const std::string &Part : Parts)
    Whole += std::to_string(Part.size()) + ":" + Part;
  llvm::XXH128_hash_t Hash =
      llvm::xxh3_128bits(llvm::arrayRefFromStringRef(Whole));
  return llvm::utohexstr(Hash.high64, /*LowerCase=*/true, 16) +
         llvm::utohexstr(Hash.low64, /*LowerCase=*/true, 16);
}

//===-- The directory -----------------------------------------------------===//

std::string UnitCache::placeOf(llvm::StringRef Key, unsigned Slot) const {
  llvm::SmallString<128> Place(Directory);
  path::append(Place, Key.take_front(2),
               Key.drop_front(2) + "." + llvm::Twine(Slot));
  return Place.str().str();
}

static llvm::sys::TimePoint<> timeOf(llvm::StringRef File) {
  fs::file_status Status;
  return fs::status(File, Status) ? llvm::sys::TimePoint<>()
                                  : Status.getLastModificationTime();
}

/// Only what looks like an entry is removed.
static void removeOld(llvm::StringRef Directory) {
  auto Oldest =
      std::chrono::system_clock::now() - std::chrono::hours(24 * KeptDays);
  std::error_code Failure;
  std::vector<std::string> Old;
  for (fs::recursive_directory_iterator Each(Directory, Failure), End;
       Each != End && !Failure; Each.increment(Failure)) {
    llvm::StringRef Name = path::filename(Each->path());
    if (Name.size() == 32 && path::extension(Name).size() == 2 &&
        timeOf(Each->path()) < Oldest)
      Old.push_back(Each->path());
  }
  for (const std::string &File : Old)
    (void)fs::remove(File);
}

/// Tells backups and git to look away, as other tools do.
static llvm::Error writeTag(llvm::StringRef Directory) {
  auto Write = [&](llvm::StringRef Name, llvm::StringRef Text) {
    llvm::SmallString<128> Place(Directory);
    path::append(Place, Name);
    return writeOutput(Place, [&](llvm::raw_ostream &Out) { Out << Text; });
  };
  if (llvm::Error Failure = Write(".gitignore", "*\n"))
    return Failure;
  return Write("CACHEDIR.TAG", "Signature: 8a477f597d28d172789f06886806bc55\n"
                               "# made by membrane\n");
}

static bool isEmpty(llvm::StringRef Directory) {
  std::error_code Failure;
  return fs::directory_iterator(Directory, Failure) == fs::directory_iterator();
}

llvm::Error UnitCache::open() {
  if (Directory.empty())
    return llvm::Error::success();
  if (std::error_code Failure = fs::create_directories(Directory))
    return llvm::createStringError("cannot make it: " + Failure.message());
  llvm::SmallString<128> Tag(Directory);
  path::append(Tag, "CACHEDIR.TAG");
  if (!fs::exists(Tag) && !isEmpty(Directory)) // somebody's own .gitignore
    return llvm::createStringError("it holds other files; name a directory "
                                   "that is empty or not there yet");
  if (std::chrono::system_clock::now() - timeOf(Tag) < std::chrono::hours(24))
    return llvm::Error::success();
  removeOld(Directory);
  return writeTag(Directory);
}

//===-- Entries -----------------------------------------------------------===//

static std::string checkSum(llvm::StringRef Entry) {
  return llvm::utohexstr(llvm::xxh3_64bits(Entry), /*LowerCase=*/true, 16);
}

/// The entry in a file; nothing if it is not as it was written.
static std::optional<std::string> readEntry(llvm::StringRef File) {
  auto Buffer = llvm::MemoryBuffer::getFile(File, /*IsText=*/false,
                                            /*RequiresNullTerminator=*/false,
                                            /*IsVolatile=*/true);
  if (!Buffer)
    return std::nullopt;
  llvm::StringRef Rest = (*Buffer)->getBuffer();
  if (!Rest.consume_front(Mark) || Rest.size() < 16 ||
      Rest.take_front(16) != checkSum(Rest.drop_front(16)))
    return std::nullopt;
  return Rest.drop_front(16).str();
}

/// The unit's bytes of an entry whose questions have the same answers.
static std::optional<std::string> unitOf(llvm::StringRef Entry,
                                         FileAnswers &Now) {
  std::optional<FileTrace> Trace = FileTrace::take(Entry);
  if (!Trace || !Now.areSame(*Trace))
    return std::nullopt;
  return Entry.str();
}

std::optional<std::string> UnitCache::find(llvm::StringRef Key,
                                           FileAnswers &Now) {
  for (const std::string &Entry : Memory[Key])
    if (std::optional<std::string> Unit = unitOf(Entry, Now))
      return Unit;
  for (unsigned Slot = 0; Slot < Slots && !Directory.empty(); ++Slot) {
    std::string File = placeOf(Key, Slot);
    std::optional<std::string> Entry = readEntry(File);
    std::optional<std::string> Unit =
        Entry ? unitOf(*Entry, Now) : std::nullopt;
    if (!Unit)
      continue;
    (void)utimes(File.c_str(), nullptr); // it was of use
    if (Remembers)
      Memory[Key].push_back(std::move(*Entry));
    return Unit;
  }
  return std::nullopt;
}

llvm::Error UnitCache::add(llvm::StringRef Key, llvm::StringRef Entry) {
  if (Remembers)
    Memory[Key].push_back(Entry.str());
  if (Directory.empty())
    return llvm::Error::success();
  std::string Place;
  llvm::sys::TimePoint<> Oldest = llvm::sys::TimePoint<>::max();
  for (unsigned Slot = 0; Slot < Slots; ++Slot) {
    std::string File = placeOf(Key, Slot);
    if (llvm::sys::TimePoint<> Time = timeOf(File); Time < Oldest) {
      Oldest = Time; // of one that is not there: the beginning of time
      Place = std::move(File);
    }
  }
  if (std::error_code Failure =
          fs::create_directories(path::parent_path(Place)))
    return llvm::createStringError(Failure.message());
  return writeOutput(Place, [&](llvm::raw_ostream &Out) {
    Out << Mark << checkSum(Entry) << Entry;
  });
}

} // namespace membrane
