// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The tables against the system's own headers: every argument that a model
// names must exist and be a pointer, and only what returns a pointer may say
// what it returns.
//
// Clang compiles a file that takes the address of every modelled function that
// the headers declare; the bitcode then has the linker's names and the
// machine-level arguments, which are what the models speak of.

#include "analysis/models/Models.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/Module.h"
#include "llvm/IRReader/IRReader.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FileUtilities.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Program.h"
#include "llvm/Support/SourceMgr.h"
#include "llvm/Support/raw_ostream.h"
#include "gtest/gtest.h"

using namespace membrane;
using llvm::StringRef;

namespace {

constexpr const char *Headers[] = {
    "aio.h",          "argz.h",         "arpa/inet.h",    "complex.h",
    "ctype.h",        "dirent.h",       "dlfcn.h",        "envz.h",
    "err.h",          "errno.h",        "error.h",        "execinfo.h",
    "fcntl.h",        "fenv.h",         "fnmatch.h",      "fts.h",
    "ftw.h",          "getopt.h",       "glob.h",         "grp.h",
    "iconv.h",        "ifaddrs.h",      "inttypes.h",     "langinfo.h",
    "libgen.h",       "libintl.h",      "link.h",         "locale.h",
    "malloc.h",       "math.h",         "mntent.h",       "monetary.h",
    "mqueue.h",       "net/if.h",       "netdb.h",        "netinet/ether.h",
    "netinet/in.h",   "nl_types.h",     "poll.h",         "printf.h",
    "pthread.h",      "pty.h",          "pwd.h",          "regex.h",
    "resolv.h",       "sched.h",        "search.h",       "semaphore.h",
    "setjmp.h",       "shadow.h",       "signal.h",       "spawn.h",
    "stdio.h",        "stdio_ext.h",    "stdlib.h",       "string.h",
    "strings.h",      "sys/auxv.h",     "sys/epoll.h",    "sys/eventfd.h",
    "sys/file.h",     "sys/inotify.h",  "sys/ioctl.h",    "sys/ipc.h",
    "sys/mman.h",     "sys/mount.h",    "sys/msg.h",      "sys/prctl.h",
    "sys/random.h",   "sys/resource.h", "sys/select.h",   "sys/sem.h",
    "sys/sendfile.h", "sys/shm.h",      "sys/signalfd.h", "sys/socket.h",
    "sys/stat.h",     "sys/statfs.h",   "sys/statvfs.h",  "sys/sysinfo.h",
    "sys/time.h",     "sys/timerfd.h",  "sys/times.h",    "sys/types.h",
    "sys/uio.h",      "sys/utsname.h",  "sys/wait.h",     "sys/xattr.h",
    "syslog.h",       "termios.h",      "threads.h",      "time.h",
    "uchar.h",        "ucontext.h",     "unistd.h",       "utime.h",
    "utmp.h",         "utmpx.h",        "wchar.h",        "wctype.h",
    "wordexp.h",
};

constexpr const char *LibraryHeaders[] = {
    "openssl/bio.h",     "openssl/bn.h",          "openssl/buffer.h",
    "openssl/cmac.h",    "openssl/conf.h",        "openssl/crypto.h",
    "openssl/decoder.h", "openssl/des.h",         "openssl/dh.h",
    "openssl/dsa.h",     "openssl/ec.h",          "openssl/encoder.h",
    "openssl/engine.h",  "openssl/err.h",         "openssl/evp.h",
    "openssl/hmac.h",    "openssl/kdf.h",         "openssl/md4.h",
    "openssl/md5.h",     "openssl/objects.h",     "openssl/ocsp.h",
    "openssl/params.h",  "openssl/param_build.h", "openssl/pem.h",
    "openssl/pkcs12.h",  "openssl/pkcs7.h",       "openssl/provider.h",
    "openssl/rand.h",    "openssl/ripemd.h",      "openssl/rsa.h",
    "openssl/sha.h",     "openssl/ssl.h",         "openssl/stack.h",
    "openssl/ui.h",      "openssl/x509.h",        "openssl/x509v3.h",
};

constexpr const char *OwnHeaders[] = {"membrane/handle.h", "membrane/heap.h",
                                      "membrane/scratch.h"};

/// Files that vanish with the test.
struct Workplace {
  llvm::SmallString<128> Source, Output, Errors;
  Workplace() {
    llvm::sys::fs::createTemporaryFile("membrane-arity", "c", Source);
    llvm::sys::fs::createTemporaryFile("membrane-arity", "bc", Output);
    llvm::sys::fs::createTemporaryFile("membrane-arity", "txt", Errors);
  }
  ~Workplace() {
    for (StringRef Path : {Source.str(), Output.str(), Errors.str()})
      llvm::sys::fs::remove(Path);
  }
};

bool isIdentifier(StringRef Name) {
  return llvm::all_of(Name,
                      [](char C) { return llvm::isAlnum(C) || C == '_'; });
}

void writeSource(StringRef Path, llvm::ArrayRef<std::string> Names) {
  std::error_code Failure;
  llvm::raw_fd_ostream Out(Path, Failure);
  Out << "#define _GNU_SOURCE\n";
  auto Include = [&](StringRef Header) {
    Out << "#if __has_include(<" << Header << ">)\n#include <" << Header
        << ">\n#endif\n";
  };
  llvm::for_each(Headers, Include);
  llvm::for_each(LibraryHeaders, Include);
  for (StringRef Header : OwnHeaders)
    Out << "#include <" << Header << ">\n";
  Out << "#line 1\n";
  for (size_t Index = 0; Index < Names.size(); ++Index)
    Out << "void *use_" << Index << "(void) { return (void *)(" << Names[Index]
        << "); }\n";
}

/// Runs clang on the source; its messages are in Files.Errors.
int compile(const Workplace &Files) {
  std::optional<StringRef> Redirects[] = {std::nullopt, StringRef(""),
                                          Files.Errors.str()};
  return llvm::sys::ExecuteAndWait(
      MEMBRANE_CLANG,
      {MEMBRANE_CLANG, "-w", "-std=gnu17", "-ferror-limit=0", "-fno-builtin",
       "-I" MEMBRANE_RUNTIME_HEADERS, "-DMBR_NO_INLINE",
       "-fno-caret-diagnostics", "-emit-llvm", "-c", "-o", Files.Output,
       Files.Source},
      std::nullopt, Redirects);
}

/// The names of Names in whose line clang found an error.
llvm::StringSet<> wrongLines(const Workplace &Files,
                             llvm::ArrayRef<std::string> Names) {
  llvm::StringSet<> Wrong;
  auto Messages = llvm::MemoryBuffer::getFile(Files.Errors);
  if (!Messages)
    return Wrong;
  llvm::SmallVector<StringRef> Lines;
  (*Messages)->getBuffer().split(Lines, '\n');
  for (StringRef Line : Lines) {
    if (!Line.contains(": error:"))
      continue;
    unsigned Number = 0;
    StringRef Rest = Line.split(':').second;
    if (!Rest.split(':').first.getAsInteger(10, Number) && Number > 0 &&
        Number <= Names.size())
      Wrong.insert(Names[Number - 1]);
  }
  return Wrong;
}

class Declarations {
public:
  Declarations() {
    std::vector<std::string> Names = modelledNames();
    writeSource(Files.Source, Names);
    if (compile(Files) != 0) {
      llvm::StringSet<> Wrong = wrongLines(Files, Names);
      llvm::erase_if(Names,
                     [&](StringRef Name) { return Wrong.contains(Name); });
      writeSource(Files.Source, Names);
      compile(Files);
    }
    llvm::SMDiagnostic Problem;
    Module = llvm::parseIRFile(Files.Output, Problem, Context);
  }

  const Models Known = Models::builtin();
  llvm::LLVMContext Context; // outlives the module
  std::unique_ptr<llvm::Module> Module;

private:
  std::vector<std::string> modelledNames() const {
    std::string Text;
    llvm::raw_string_ostream Out(Text);
    Known.print(Out);
    std::vector<std::string> Names;
    llvm::SmallVector<StringRef> Lines;
    StringRef(Text).split(Lines, '\n');
    for (StringRef Line : Lines)
      if (Line.consume_front("- {name: ")) {
        StringRef Name =
            Line.take_until([](char C) { return C == ',' || C == '}'; });
        if (isIdentifier(Name))
          Names.push_back(Name.str());
      }
    return Names;
  }

  Workplace Files;
};

void addValues(std::vector<unsigned> &Used, llvm::ArrayRef<ModelValue> Values) {
  for (const ModelValue &Each : Values)
    if ((Each.Form == ModelValue::Kind::Start ||
         Each.Form == ModelValue::Kind::Inside) &&
        Each.To.From == ModelPlace::Root::Argument)
      Used.push_back(Each.To.Number);
}

/// The same of what rows by place say.
void addPlaces(std::vector<unsigned> &Used, const Model &What) {
  auto Add = [&](const ModelPlace &Named) {
    if (Named.From == ModelPlace::Root::Argument)
      Used.push_back(Named.Number);
  };
  for (const ModelFree &Freed : What.Frees)
    Add(Freed.What);
  for (const ModelPart &Part : What.Parts)
    addValues(Used, Part.Value);
  for (const ModelStore &Stored : What.Stores) {
    Add(Stored.Into);
    addValues(Used, Stored.Values);
  }
  for (const ModelCallback &Called : What.Callbacks) {
    Add(Called.Through);
    for (llvm::ArrayRef<ModelValue> Passed : Called.Passed)
      addValues(Used, Passed);
  }
}

/// The arguments that a model takes for pointers.
std::vector<unsigned> pointerArguments(const Model &What) {
  std::vector<unsigned> Used(What.Fills);
  llvm::append_range(Used, What.FillsAnywhere);
  for (const ModelResult &Result : What.Returns)
    if (Result.From == ModelResult::Kind::Inside ||
        Result.From == ModelResult::Kind::Content ||
        Result.From == ModelResult::Kind::Reachable)
      Used.push_back(Result.Argument);
  for (const ModelResult &Result : What.Returns)
    if (Result.IfNull >= 0)
      Used.push_back(unsigned(Result.IfNull));
  for (const ModelRelease &Release : What.Releases)
    Used.push_back(Release.Argument);
  for (const auto &[Source, Into] : What.Copies) {
    Used.push_back(Source);
    if (Into >= 0)
      Used.push_back(unsigned(Into));
  }
  for (const ModelKeep &Keep : What.Keeps) {
    Used.push_back(Keep.Argument);
    if (Keep.Into >= 0)
      Used.push_back(unsigned(Keep.Into));
  }
  for (const ModelPoint &Point : What.Points)
    Used.push_back(Point.To);
  for (const ModelCall &Call : What.Calls) {
    Used.push_back(Call.Argument);
    for (const ModelPassed &Passed : Call.Passed)
      if (Passed.From != ModelPassed::Kind::Nothing)
        Used.push_back(Passed.Argument);
  }
  addPlaces(Used, What);
  return Used;
}

} // namespace

TEST(Arity, ModelsAgreeWithTheHeaders) {
  Declarations Declared;
  ASSERT_TRUE(Declared.Module) << "clang could not compile the headers";
  unsigned Checked = 0;
  for (const llvm::Function &Function : *Declared.Module) {
    const Model *What = Declared.Known.find(Function.getName());
    if (!What)
      continue;
    ++Checked;
    std::string Name = Function.getName().str();
    for (unsigned Index : pointerArguments(*What)) {
      bool There = Index < Function.arg_size() || Function.isVarArg();
      EXPECT_TRUE(There) << Name << " has no argument " << Index;
      if (Index < Function.arg_size())
        EXPECT_TRUE(Function.getArg(Index)->getType()->isPointerTy())
            << Name << ": argument " << Index << " is no pointer";
    }
    bool Pointer = Function.getReturnType()->isPointerTy();
    bool Said = !What->Returns.empty() || (Pointer && !What->Parts.empty());
    EXPECT_EQ(Said, Pointer && !What->NoReturn) << Name << ": what it returns";
  }
  EXPECT_GE(Checked, 900u);
  RecordProperty("checked", int(Checked));
}
