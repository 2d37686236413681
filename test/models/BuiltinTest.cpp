// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The built-in tables: what the rulings of the design decide, row by row.

#include "analysis/models/Models.h"
#include "gtest/gtest.h"
#include <chrono>

using namespace membrane;
using From = ModelResult::Kind;

namespace {

class Builtin : public ::testing::Test {
protected:
  static const Models &tables() {
    static const Models Tables = Models::builtin();
    return Tables;
  }
  static const Model &model(const char *Name) {
    const Model *Found = tables().find(Name);
    if (!Found)
      ADD_FAILURE() << "no model of " << Name;
    static const Model None;
    return Found ? *Found : None;
  }
  static bool returns(const char *Name, From What) {
    for (const ModelResult &Result : model(Name).Returns)
      if (Result.From == What)
        return true;
    return false;
  }
  static bool hasNoEffect(const char *Name) {
    const Model &What = model(Name);
    return What.Returns.empty() && What.Releases.empty() &&
           What.Fills.empty() && What.FillsAnywhere.empty() &&
           What.Keeps.empty() && What.Calls.empty() && What.Copies.empty() &&
           What.Points.empty() && !What.Allocates && !What.NoReturn;
  }
};

} // namespace

TEST_F(Builtin, ThereAreMany) { EXPECT_GE(tables().size(), 2000u); }

TEST_F(Builtin, StartsFast) {
  auto Start = std::chrono::steady_clock::now();
  Models All = Models::builtin();
  std::chrono::duration<double, std::milli> Spent =
      std::chrono::steady_clock::now() - Start;
  RecordProperty("milliseconds", std::to_string(Spent.count()));
  EXPECT_GT(All.size(), 0u);
  EXPECT_LT(Spent.count(), 50) << "a loaded machine, or a real slowdown";
}

TEST_F(Builtin, MallocFamily) {
  for (const char *Name : {"malloc", "calloc", "realloc", "strdup", "strndup",
                           "aligned_alloc", "wcsdup", "reallocarray"}) {
    EXPECT_TRUE(returns(Name, From::Fresh)) << Name;
    EXPECT_TRUE(returns(Name, From::Null)) << Name;
    EXPECT_EQ(model(Name).Family, "malloc") << Name;
    EXPECT_EQ(model(Name).Release, "free") << Name;
    EXPECT_EQ(model(Name).Kind, AllocatorKind::Heap) << Name;
  }
  EXPECT_TRUE(model("free").Releases[0].Always);
  EXPECT_FALSE(model("realloc").Releases[0].Always);
  EXPECT_EQ(model("realloc").Copies[0], std::pair(0u, -1));
  EXPECT_EQ(model("posix_memalign").Fills, std::vector<unsigned>{0});
}

TEST_F(Builtin, Kinds) {
  EXPECT_EQ(model("mmap").Kind, AllocatorKind::Mapping);
  EXPECT_EQ(model("sbrk").Kind, AllocatorKind::Mapping);
  EXPECT_EQ(model("fopen").Kind, AllocatorKind::Resource);
  EXPECT_EQ(model("opendir").Release, "closedir");
  EXPECT_EQ(model("popen").Release, "pclose");
  EXPECT_NE(model("popen").Family, model("fopen").Family);
}

TEST_F(Builtin, PrivateAllocationsDoNotCount) {
  for (const char *Name :
       {"printf", "snprintf", "__printf_chk", "setenv", "fflush", "puts"})
    EXPECT_TRUE(hasNoEffect(Name)) << Name;
  EXPECT_TRUE(model("qsort").Family.empty());
  EXPECT_TRUE(model("atexit").Family.empty());
}

TEST_F(Builtin, WhatIsHandedOverIsKept) {
  EXPECT_EQ(model("putenv").Keeps[0].Into, ModelKeep::Globals);
  EXPECT_EQ(model("pthread_setspecific").Keeps[0].Argument, 1u);
  EXPECT_EQ(model("setvbuf").Keeps[0].Into, 0);
  EXPECT_EQ(model("pthread_create").Keeps[0].Argument, 3u);
  EXPECT_EQ(model("pthread_create").Calls[0].Argument, 2u);
  EXPECT_EQ(model("pthread_create").Calls[0].Passed[0],
            (ModelPassed{ModelPassed::Kind::Start, 3}));
  EXPECT_TRUE(model("sigaction").Keeps[0].Content);
}

TEST_F(Builtin, OutParameters) {
  EXPECT_EQ(model("getaddrinfo").Fills, std::vector<unsigned>{3});
  EXPECT_TRUE(model("getaddrinfo").Linked);
  EXPECT_EQ(model("asprintf").Fills, std::vector<unsigned>{0});
  EXPECT_TRUE(model("getline").Releases[0].Content);
  EXPECT_FALSE(model("getline").Releases[0].Always);
  EXPECT_EQ(model("glob").FillsAnywhere, std::vector<unsigned>{3});
  EXPECT_EQ(model("open_memstream").FillFamily, "malloc");
  EXPECT_EQ(tables().family("malloc")->Release, "free");
  EXPECT_FALSE(tables().family("malloc")->Opaque);
  EXPECT_TRUE(tables().family("SSL_SESSION")->Opaque);
}

TEST_F(Builtin, Borrows) {
  EXPECT_EQ(model("strtol").Points[0].To, 1u);
  EXPECT_EQ(model("strtol").Points[0].Value.From, From::Inside);
  EXPECT_TRUE(returns("strchr", From::Inside));
  EXPECT_TRUE(returns("getenv", From::Static));
  EXPECT_TRUE(returns("localtime", From::Static));
  EXPECT_EQ(model("bsearch").Returns[0].Argument, 1u);
  EXPECT_EQ(model("realpath").Returns[0].IfNull, 1);
  EXPECT_EQ(model("getcwd").Returns[0].IfNull, 0);
}

TEST_F(Builtin, Control) {
  EXPECT_TRUE(model("exit").NoReturn && !model("exit").Unwinds);
  EXPECT_TRUE(model("longjmp").NoReturn && model("longjmp").Unwinds);
  EXPECT_TRUE(model("__cxa_throw").NoReturn && model("__cxa_throw").Throws);
  EXPECT_TRUE(model("_setjmp").ReturnsTwice);
  EXPECT_TRUE(model("__assert_fail").NoReturn);
}

TEST_F(Builtin, NewAndDelete) {
  EXPECT_EQ(model("_Znwm").Family, "new");
  EXPECT_EQ(model("_Znam").Family, "new[]");
  EXPECT_EQ(model("_ZdaPvm").Family, "new[]");
  EXPECT_EQ(model("_ZdlPv").Family, "new");
  EXPECT_FALSE(returns("_Znwm", From::Null));
  EXPECT_TRUE(returns("_ZnwmRKSt9nothrow_t", From::Null));
  EXPECT_TRUE(returns("__cxa_allocate_exception", From::Thrown));
}

TEST_F(Builtin, VersionsBehindNames) {
  EXPECT_TRUE(returns("ucal_open_72", From::Fresh));
  EXPECT_TRUE(returns("ucal_open", From::Fresh));
  for (const char *Name : {"ucal_open72", "ucal_open_", "ucal_open_7x", "_72",
                           "malloc_72", "ucal_open_72_72"})
    EXPECT_FALSE(tables().find(Name)) << Name;
}

TEST_F(Builtin, Threads) {
  EXPECT_TRUE(model("pthread_join").Points[0].Value.Unknown);
  EXPECT_EQ(model("pthread_exit").Keeps[0].Argument, 0u);
  EXPECT_TRUE(model("pthread_exit").NoReturn && model("pthread_exit").Unwinds);
  EXPECT_EQ(model("pthread_attr_setaffinity_np").FillsAnywhere,
            std::vector<unsigned>{0});
  // The caller's stack can be there too.
  EXPECT_FALSE(model("pthread_attr_destroy").Releases[0].Always);
}

TEST_F(Builtin, PositionsThatAreEasyToMiscount) {
  EXPECT_EQ(model("inet6_opt_next").Points[0].To, 5u);
  EXPECT_EQ(model("inet6_opt_append").Points[0].To, 6u);
  EXPECT_EQ(model("inet_net_ntop").Returns[0].Argument, 3u);
  EXPECT_EQ(model("argz_create").Fills, std::vector<unsigned>{1});
  EXPECT_EQ(model("argz_create_sep").Fills, std::vector<unsigned>{2});
  EXPECT_EQ(model("re_match").FillsAnywhere, std::vector<unsigned>{4});
  EXPECT_EQ(model("re_match_2").FillsAnywhere, std::vector<unsigned>{6});
  EXPECT_EQ(model("__libc_start_main").Calls[0].Argument, 0u);
  EXPECT_TRUE(model("__libc_start_main").NoReturn);
}

TEST_F(Builtin, RuntimeOfCxx) {
  EXPECT_EQ(model("_ZNKSt6locale4nameB5cxx11Ev").Fills,
            std::vector<unsigned>{0});
  EXPECT_EQ(model("_ZNSt9exceptionD0Ev").Releases[0].Argument, 0u);
  EXPECT_TRUE(model("_ZNSt9exceptionD1Ev").Releases.empty());
  const Model &Move =
      model("_ZNSt7__cxx1112basic_stringIcSt11char_traitsIcESaIcEEC1EOS4_");
  EXPECT_TRUE(Move.Fills.empty() && Move.Family.empty());
  EXPECT_EQ(Move.Points.size(), 3u);
  EXPECT_TRUE(returns("__atomic_fetch_add_8", From::Content));
}

TEST_F(Builtin, Types) {
  EXPECT_EQ(tables().isOpaqueType("FILE"), true);
  EXPECT_EQ(tables().isOpaqueType("struct _IO_FILE"), true);
  EXPECT_EQ(tables().isOpaqueType("struct __dirstream"), true);
  EXPECT_EQ(tables().isOpaqueType("struct addrinfo"), false);
  EXPECT_EQ(tables().isOpaqueType("struct unheard_of"), std::nullopt);
}

TEST_F(Builtin, WhatNobodyKnowsHasNoModel) {
  for (const char *Name : {"swapcontext", "setcontext", ""})
    EXPECT_FALSE(tables().find(Name)) << Name;
  // Of a system call, the number says it.
  EXPECT_FALSE(model("syscall").Exceptions.empty());
}
