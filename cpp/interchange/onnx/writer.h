// ONNX's messages, written field by field: no schema and no generated code stands behind it. The numbers of the fields
// are those of onnx-ml.proto.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace keepfit::interchange::onnx {

/// The name of a value in the graph.
using Name = std::string;

enum class Element : int32_t { kFloat = 1, kUint8 = 2, kInt64 = 7, kText = 8, kBool = 9, kDouble = 11 };

/// A constant. `bytes` holds the elements of all but texts, little-endian.
struct Tensor {
  Element element = Element::kDouble;
  std::vector<int64_t> shape;
  std::string bytes;
  std::vector<std::string> texts;

  static Tensor doubles(const std::vector<double>& values, std::vector<int64_t> shape = {});
  static Tensor integers(const std::vector<int64_t>& values, std::vector<int64_t> shape = {});
  static Tensor small(const std::vector<uint8_t>& values);
  static Tensor of_texts(std::vector<std::string> values, std::vector<int64_t> shape = {});
};

/// The bytes of a GraphProto, as the body of a Scan.
struct Body {
  std::string bytes;
};

using Attribute = std::pair<std::string, std::variant<int64_t, std::vector<int64_t>, Tensor, Body>>;

/// What a graph takes or gives: an extent of -1 is the number of rows.
struct Port {
  Name name;
  Element element;
  std::vector<int64_t> shape;
  bool any_shape = false;
};

/// The nodes of one graph. Values are numbered across all graphs of a model, as an inner one sees the outer one's.
class Nodes {
 public:
  /// `prefix`: what no other name begins with.
  Nodes(std::string prefix, int& counter) : prefix_(std::move(prefix)), counter_(&counter) {}

  Name fresh() { return prefix_ + std::to_string((*counter_)++); }
  Name op(std::string_view type, const std::vector<Name>& inputs, const std::vector<Attribute>& attributes = {},
          std::string_view domain = {});
  std::vector<Name> ops(std::string_view type, const std::vector<Name>& inputs, size_t outputs,
                        const std::vector<Attribute>& attributes = {}, std::string_view domain = {});
  /// The same under a name that is given.
  void named(const Name& output, std::string_view type, const std::vector<Name>& inputs,
             const std::vector<Attribute>& attributes = {});
  /// Equal ones are kept once.
  Name constant(const Tensor& tensor);

  Name number(double value) { return constant(Tensor::doubles({value}, {})); }
  Name row(const std::vector<double>& values) {
    return constant(Tensor::doubles(values, {1, static_cast<int64_t>(values.size())}));
  }
  Name whole(const std::vector<int64_t>& values) { return constant(Tensor::integers(values)); }

  Nodes inner() { return Nodes(prefix_, *counter_); }
  size_t count() const { return count_; }
  void count_inner(const Nodes& inner) { count_ += inner.count_; }
  std::string graph(std::string_view name, const std::vector<Port>& inputs, const std::vector<Port>& outputs) const;

 private:
  std::string prefix_;
  int* counter_;
  std::string nodes_, constants_;  // fields of GraphProto
  std::map<std::string, Name> known_;
  size_t count_ = 0;
};

struct Properties {
  std::string engine, documentation;
  std::vector<std::pair<std::string, std::string>> entries;
};
std::string model_bytes(const std::string& graph, const Properties& properties);

inline constexpr int64_t kOpset = 21, kMlOpset = 5, kIrVersion = 10;
inline constexpr std::string_view kMl = "ai.onnx.ml";

}  // namespace keepfit::interchange::onnx
