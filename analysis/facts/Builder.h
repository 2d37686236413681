// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The function in the making: its values, its blocks, the place where the
// next fact goes.
//
// Every SSA value is one ValueId; one of aggregate type is one for each of its
// leaves (Leaves.h). An instruction that leaves a pointer as it is shares the
// id of its operand.

#ifndef MEMBRANE_ANALYSIS_FACTS_BUILDER_H
#define MEMBRANE_ANALYSIS_FACTS_BUILDER_H

#include "analysis/facts/Facts.h"
#include "analysis/facts/Leaves.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/SmallVector.h"

namespace llvm {
class BasicBlock;
class Constant;
class DataLayout;
class Function;
class Instruction;
class Type;
class Value;
} // namespace llvm

namespace membrane {

class ClassTable;
class Distances;
class Getters;
class MemberTypes;
class Places;
class SymbolTable;

/// What lowering asks about the unit.
struct Surroundings {
  SymbolTable &Symbols;
  Places &Where;
  MemberTypes &Members;
  Distances &Apart;
  Getters &Getting;
  ClassTable &Classes;
  const llvm::DataLayout &Layout;
  uint64_t VariadicListSize = 0; ///< of a va_list object
};

using Leaves = llvm::SmallVector<ValueId, 2>;

class Builder {
public:
  Builder(Surroundings &Around, Function &Into) : Around(Around), Into(Into) {}

  Surroundings &Around;
  Function &Into;

  //===-- Values ----------------------------------------------------------===//

  ValueId scalar();
  ValueId null();
  ValueId integer(int64_t Number);
  ValueId address(SymbolId Target, int64_t Bytes);
  /// Argument number Number of the machine-level signature.
  ValueId argument(int64_t Number);

  /// The id of a value that is no aggregate; of one of several words, that of
  /// what may carry each of them.
  ValueId operand(const llvm::Value *Given);
  /// The ids of a value of any type.
  Leaves leaves(const llvm::Value *Given);

  /// One id for all leaves, or one for each.
  void bind(const llvm::Value &Made, ValueId Id);
  void bind(const llvm::Value &Made, llvm::ArrayRef<ValueId> Ids);

  /// Whether a value of that type can hold a pointer or decide a branch.
  bool carries(llvm::Type *Given) const;
  uint64_t storeSize(llvm::Type *Given) const;

  //===-- Facts -----------------------------------------------------------===//

  /// Facts go to the end of this block, at this place, from now on.
  void enter(BlockId Block) { Current = Block; }
  void stand(const llvm::Instruction &Source);
  Location place() const { return Here; }
  void setPlace(Location Place) { Here = Place; }
  BlockId block() const { return Current; }
  Block &currentBlock() { return Into.Blocks[Current.Index]; }

  /// The new fact is good until the next one is added.
  Fact &add(Fact::Kind Form, llvm::ArrayRef<ValueId> Operands);
  /// Adds a fact that has a result.
  ValueId result(Fact::Kind Form, llvm::ArrayRef<ValueId> Operands);
  Fact &last() { return currentBlock().Facts.back(); }

  ValueId displace(ValueId Start, Offset Bytes, RecordId Seen = RecordId());
  ValueId load(ValueId From, uint64_t Size);
  void store(ValueId To, ValueId Stored, uint64_t Size);
  ValueId arithmetic(Operation Operator, ValueId Left, ValueId Right);
  ValueId compare(Relation Wanted, ValueId Left, ValueId Right);
  /// Condition true picks Yes.
  ValueId choose(ValueId Condition, ValueId Yes, ValueId No);
  /// A value that may carry any of these, at any offset.
  ValueId mix(llvm::ArrayRef<ValueId> Ingredients);
  /// A pointer to the vtable of an object that is known as Class.
  void noteTable(const llvm::Value *Table, RecordId Class) {
    Tables[Table] = Class;
  }
  RecordId classOf(const llvm::Value *Table) const {
    return Tables.lookup(Table);
  }
  /// Binds Source's result, if it has one, to something unknown.
  void unmodelled(const llvm::Instruction &Source, llvm::StringRef Text);

private:
  ValueId intern(Value::Kind Form, int64_t Number, SymbolId Target);
  ValueId constant(const llvm::Constant &Given);
  ValueId constantWord(const llvm::Constant &Given, unsigned Word);
  void addConstantLeaves(const llvm::Constant &Given, Leaves &Ids);
  ValueId compareWithZero(Relation Wanted, ValueId Left);

  struct Comparison {
    Relation Wanted;
    ValueId Left, Right;
  };
  using Key = std::pair<uint64_t, int64_t>;

  BlockId Current;
  Location Here;
  llvm::DenseMap<const llvm::Value *, uint32_t> Bound; ///< index into Pool
  std::vector<ValueId> Pool;
  llvm::DenseMap<const llvm::Value *, RecordId> Tables;
  llvm::DenseMap<Key, ValueId> Interned;
  llvm::DenseMap<uint32_t, Comparison> Comparisons; ///< by their result
};

} // namespace membrane

#endif
