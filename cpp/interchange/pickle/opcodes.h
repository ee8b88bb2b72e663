// The opcodes of pickles, protocols 0 to 5, and how their arguments lie in the file. After CPython's pickletools.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace keepfit::pickle {

enum class Op : uint8_t {
  kMark = '(',
  kStop = '.',
  kPop = '0',
  kPopMark = '1',
  kDup = '2',
  kFloat = 'F',
  kInt = 'I',
  kBinint = 'J',
  kBinint1 = 'K',
  kLong = 'L',
  kBinint2 = 'M',
  kNone = 'N',
  kPersid = 'P',
  kBinpersid = 'Q',
  kReduce = 'R',
  kString = 'S',
  kBinstring = 'T',
  kShortBinstring = 'U',
  kUnicode = 'V',
  kBinunicode = 'X',
  kAppend = 'a',
  kBuild = 'b',
  kGlobal = 'c',
  kDict = 'd',
  kEmptyDict = '}',
  kAppends = 'e',
  kGet = 'g',
  kBinget = 'h',
  kInst = 'i',
  kLongBinget = 'j',
  kList = 'l',
  kEmptyList = ']',
  kObj = 'o',
  kPut = 'p',
  kBinput = 'q',
  kLongBinput = 'r',
  kSetitem = 's',
  kTuple = 't',
  kEmptyTuple = ')',
  kSetitems = 'u',
  kBinfloat = 'G',
  kBinbytes = 'B',
  kShortBinbytes = 'C',
  kProto = 0x80,
  kNewobj = 0x81,
  kExt1 = 0x82,
  kExt2 = 0x83,
  kExt4 = 0x84,
  kTuple1 = 0x85,
  kTuple2 = 0x86,
  kTuple3 = 0x87,
  kNewtrue = 0x88,
  kNewfalse = 0x89,
  kLong1 = 0x8a,
  kLong4 = 0x8b,
  kShortBinunicode = 0x8c,
  kBinunicode8 = 0x8d,
  kBinbytes8 = 0x8e,
  kEmptySet = 0x8f,
  kAdditems = 0x90,
  kFrozenset = 0x91,
  kNewobjEx = 0x92,
  kStackGlobal = 0x93,
  kMemoize = 0x94,
  kFrame = 0x95,
  kBytearray8 = 0x96,
  kNextBuffer = 0x97,
  kReadonlyBuffer = 0x98,
};

/// How an argument lies behind its opcode.
enum class Argument : uint8_t {
  kNothing,
  kUint1,
  kUint2,
  kUint4,
  kUint8,
  kInt4,
  kFloat8,    // big-endian
  kLine,      // to the end of the line
  kTwoLines,  // a module and a name
  kBytes1,    // a length of so many bytes, and as many bytes
  kBytes4,
  kBytes4Signed,
  kBytes8,
};

struct OpInfo {
  Op op;
  const char* name;  // as pickletools calls it
  Argument argument;
};

/// Null for a byte that is no opcode.
const OpInfo* find_op(uint8_t byte);

/// One instruction as it lies in the file.
struct Instruction {
  const OpInfo* info = nullptr;
  size_t at = 0, end = 0;       // of its first byte, and behind its last
  uint64_t number = 0;          // of the kinds with a number; of kBytes* the length that is stated
  std::string_view text, more;  // of lines and bytes
};

/// The number of a BINFLOAT.
inline double as_double(uint64_t bits) {
  double out;
  std::memcpy(&out, &bits, sizeof out);
  return out;
}

enum class Fault : uint8_t { kNone, kUnknown, kCut };

/// Reads the instruction at `at`. kUnknown: no opcode stands there; kCut: the file ends within its argument.
Fault read_instruction(std::string_view file, size_t at, Instruction& out);

}  // namespace keepfit::pickle
