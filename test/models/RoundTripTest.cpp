// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The built-in tables say the same compiled in, printed, and in their files.

#include "analysis/models/Models.h"
#include "analysis/models/Packed.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"
#include "gtest/gtest.h"

using namespace membrane;

static std::string printed(const Models &Known) {
  std::string Text;
  llvm::raw_string_ostream Out(Text);
  Known.print(Out);
  return Text;
}

static void addFile(Models &Into, llvm::StringRef Path) {
  auto Buffer = llvm::MemoryBuffer::getFile(Path);
  ASSERT_TRUE(Buffer) << Path.str();
  EXPECT_EQ(llvm::toString(Into.add((*Buffer)->getBuffer(), Path)), "");
}

/// The YAML files, read one after the other.
static Models readSources() {
  Models Read;
  addFile(Read, MEMBRANE_MODEL_FILES "/families.yaml");
  std::error_code Failure;
  for (llvm::sys::fs::directory_iterator File(MEMBRANE_MODEL_FILES, Failure),
       End;
       File != End && !Failure; File.increment(Failure)) {
    llvm::StringRef Name = llvm::sys::path::filename(File->path());
    if (Name.ends_with(".yaml") && Name != "families.yaml")
      addFile(Read, File->path());
  }
  return Read;
}

TEST(RoundTrip, CompiledTablesAreTheFiles) {
  EXPECT_EQ(printed(Models::builtin()), printed(readSources()));
}

TEST(RoundTrip, PrintedTablesReadBack) {
  std::string First = printed(Models::builtin());
  Models Again;
  ASSERT_EQ(llvm::toString(Again.add(First, "printed")), "");
  EXPECT_EQ(printed(Again), First);
}

TEST(RoundTrip, PackedEffectsUnpack) {
  Models Known;
  ASSERT_EQ(llvm::toString(Known.add(
                "- {family: f, kind: heap}\n"
                "- {name: x, family: f, returns: [fresh if 1 null, inside 2],\n"
                "   points: [inside 3 -> content 4, 1 -> null if 2 null],\n"
                "   releases: [contents 1 maybe, 0 counted],\n"
                "   fills: [1, inside 2],\n"
                "   calls: [{argument: 1}, {argument: 2, passed: [nothing]},\n"
                "    {argument: content 3, virtual: 2, passed: [start 4]}],\n"
                "   control: [caught, throws 2],\n"
                "   keeps: [contents 0 in result, 1 in thrown]}",
                "m")),
            "");
  const Model &What = *Known.find("x");
  std::vector<PackedEffect> Effects = packEffects(What);
  Model Again = unpack(Effects, packFlags(What));
  ASSERT_EQ(Again.Returns.size(), 2u);
  EXPECT_EQ(Again.Returns[0].IfNull, 1);
  ASSERT_EQ(Again.Points.size(), 2u);
  EXPECT_TRUE(Again.Points[0].Anywhere);
  EXPECT_EQ(Again.Points[0].Value.Argument, 4u);
  EXPECT_EQ(Again.Points[1].Value.IfNull, 2);
  EXPECT_TRUE(Again.Releases[0].Anywhere && !Again.Releases[0].Always);
  EXPECT_TRUE(!Again.Releases[1].Content && Again.Releases[1].Counted);
  EXPECT_EQ(Again.Calls[1].Passed, std::vector<ModelPassed>(1));
  EXPECT_EQ(Again.Calls[1].Slot, ModelCall::NotVirtual);
  EXPECT_TRUE(Again.Calls[2].Content && Again.Calls[2].Slot == 2);
  EXPECT_EQ(Again.Calls[2].Passed[0],
            (ModelPassed{ModelPassed::Kind::Start, 4}));
  EXPECT_EQ(Again.Keeps[0].Into, ModelKeep::Result);
  EXPECT_EQ(Again.Keeps[1].Into, ModelKeep::Thrown);
  EXPECT_TRUE(Again.ReachesCaught);
  EXPECT_TRUE(Again.Throws && Again.ThrownType == 2);
}
