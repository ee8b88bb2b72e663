#include "interchange/pickle/opcodes.h"

#include <array>
#include <iterator>

namespace keepfit::pickle {

namespace {

using A = Argument;

constexpr OpInfo kOps[] = {
    {Op::kMark, "MARK", A::kNothing},
    {Op::kStop, "STOP", A::kNothing},
    {Op::kPop, "POP", A::kNothing},
    {Op::kPopMark, "POP_MARK", A::kNothing},
    {Op::kDup, "DUP", A::kNothing},
    {Op::kFloat, "FLOAT", A::kLine},
    {Op::kInt, "INT", A::kLine},
    {Op::kBinint, "BININT", A::kInt4},
    {Op::kBinint1, "BININT1", A::kUint1},
    {Op::kLong, "LONG", A::kLine},
    {Op::kBinint2, "BININT2", A::kUint2},
    {Op::kNone, "NONE", A::kNothing},
    {Op::kPersid, "PERSID", A::kLine},
    {Op::kBinpersid, "BINPERSID", A::kNothing},
    {Op::kReduce, "REDUCE", A::kNothing},
    {Op::kString, "STRING", A::kLine},
    {Op::kBinstring, "BINSTRING", A::kBytes4Signed},
    {Op::kShortBinstring, "SHORT_BINSTRING", A::kBytes1},
    {Op::kUnicode, "UNICODE", A::kLine},
    {Op::kBinunicode, "BINUNICODE", A::kBytes4},
    {Op::kAppend, "APPEND", A::kNothing},
    {Op::kBuild, "BUILD", A::kNothing},
    {Op::kGlobal, "GLOBAL", A::kTwoLines},
    {Op::kDict, "DICT", A::kNothing},
    {Op::kEmptyDict, "EMPTY_DICT", A::kNothing},
    {Op::kAppends, "APPENDS", A::kNothing},
    {Op::kGet, "GET", A::kLine},
    {Op::kBinget, "BINGET", A::kUint1},
    {Op::kInst, "INST", A::kTwoLines},
    {Op::kLongBinget, "LONG_BINGET", A::kUint4},
    {Op::kList, "LIST", A::kNothing},
    {Op::kEmptyList, "EMPTY_LIST", A::kNothing},
    {Op::kObj, "OBJ", A::kNothing},
    {Op::kPut, "PUT", A::kLine},
    {Op::kBinput, "BINPUT", A::kUint1},
    {Op::kLongBinput, "LONG_BINPUT", A::kUint4},
    {Op::kSetitem, "SETITEM", A::kNothing},
    {Op::kTuple, "TUPLE", A::kNothing},
    {Op::kEmptyTuple, "EMPTY_TUPLE", A::kNothing},
    {Op::kSetitems, "SETITEMS", A::kNothing},
    {Op::kBinfloat, "BINFLOAT", A::kFloat8},
    {Op::kBinbytes, "BINBYTES", A::kBytes4},
    {Op::kShortBinbytes, "SHORT_BINBYTES", A::kBytes1},
    {Op::kProto, "PROTO", A::kUint1},
    {Op::kNewobj, "NEWOBJ", A::kNothing},
    {Op::kExt1, "EXT1", A::kUint1},
    {Op::kExt2, "EXT2", A::kUint2},
    {Op::kExt4, "EXT4", A::kInt4},
    {Op::kTuple1, "TUPLE1", A::kNothing},
    {Op::kTuple2, "TUPLE2", A::kNothing},
    {Op::kTuple3, "TUPLE3", A::kNothing},
    {Op::kNewtrue, "NEWTRUE", A::kNothing},
    {Op::kNewfalse, "NEWFALSE", A::kNothing},
    {Op::kLong1, "LONG1", A::kBytes1},
    {Op::kLong4, "LONG4", A::kBytes4Signed},
    {Op::kShortBinunicode, "SHORT_BINUNICODE", A::kBytes1},
    {Op::kBinunicode8, "BINUNICODE8", A::kBytes8},
    {Op::kBinbytes8, "BINBYTES8", A::kBytes8},
    {Op::kEmptySet, "EMPTY_SET", A::kNothing},
    {Op::kAdditems, "ADDITEMS", A::kNothing},
    {Op::kFrozenset, "FROZENSET", A::kNothing},
    {Op::kNewobjEx, "NEWOBJ_EX", A::kNothing},
    {Op::kStackGlobal, "STACK_GLOBAL", A::kNothing},
    {Op::kMemoize, "MEMOIZE", A::kNothing},
    {Op::kFrame, "FRAME", A::kUint8},
    {Op::kBytearray8, "BYTEARRAY8", A::kBytes8},
    {Op::kNextBuffer, "NEXT_BUFFER", A::kNothing},
    {Op::kReadonlyBuffer, "READONLY_BUFFER", A::kNothing},
};

constexpr auto by_byte() {
  std::array<uint8_t, 256> at{};
  for (size_t i = 0; i < std::size(kOps); ++i) at[static_cast<uint8_t>(kOps[i].op)] = static_cast<uint8_t>(i + 1);
  return at;
}
constexpr auto kPlace = by_byte();

/// Reads along a file, and remembers when it ended.
struct Cursor {
  std::string_view file;
  size_t at;
  bool cut = false;

  uint64_t number(size_t bytes) {
    if (file.size() - at < bytes) return cut = true, 0;
    uint64_t out = 0;
    for (size_t i = 0; i < bytes; ++i) out |= static_cast<uint64_t>(static_cast<uint8_t>(file[at + i])) << (8 * i);
    at += bytes;
    return out;
  }
  std::string_view bytes(uint64_t size) {
    if (file.size() - at < size) return cut = true, std::string_view();
    const auto out = file.substr(at, static_cast<size_t>(size));
    at += static_cast<size_t>(size);
    return out;
  }
  std::string_view line() {
    const size_t end = file.find('\n', at);
    if (end == std::string_view::npos) return cut = true, std::string_view();
    auto out = file.substr(at, end - at);
    at = end + 1;
    return out;
  }
};

}  // namespace

const OpInfo* find_op(uint8_t byte) { return kPlace[byte] ? &kOps[kPlace[byte] - 1] : nullptr; }

Fault read_instruction(std::string_view file, size_t at, Instruction& out) {
  if (at >= file.size()) return Fault::kCut;
  out = {find_op(static_cast<uint8_t>(file[at])), at, at + 1, 0, {}, {}};
  if (!out.info) return Fault::kUnknown;
  Cursor cursor{file, at + 1};
  const auto sized = [&](size_t bytes) {
    out.number = cursor.number(bytes);
    if (!cursor.cut) out.text = cursor.bytes(out.number);
  };
  switch (out.info->argument) {
    case A::kNothing: break;
    case A::kUint1: out.number = cursor.number(1); break;
    case A::kUint2: out.number = cursor.number(2); break;
    case A::kUint4: out.number = cursor.number(4); break;
    case A::kInt4:
      out.number = static_cast<uint64_t>(static_cast<int64_t>(static_cast<int32_t>(cursor.number(4))));
      break;
    case A::kUint8: out.number = cursor.number(8); break;
    case A::kFloat8: {
      const uint64_t given = cursor.number(8);
      for (int i = 0; i < 8; ++i) out.number = out.number << 8 | (given >> (8 * i) & 255);
      break;
    }
    case A::kLine: out.text = cursor.line(); break;
    case A::kTwoLines:
      out.text = cursor.line();
      if (!cursor.cut) out.more = cursor.line();
      break;
    case A::kBytes1: sized(1); break;
    case A::kBytes4: sized(4); break;
    case A::kBytes4Signed:
      sized(4);
      // A negative length is none: what follows cannot be told.
      if (out.number > 0x7fffffff) return Fault::kCut;
      break;
    case A::kBytes8: sized(8); break;
  }
  out.end = cursor.at;
  return cursor.cut ? Fault::kCut : Fault::kNone;
}

}  // namespace keepfit::pickle
