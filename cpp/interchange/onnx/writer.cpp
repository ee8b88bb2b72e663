#include "interchange/onnx/writer.h"

#include <cstring>
#include <protozero/pbf_writer.hpp>

namespace keepfit::interchange::onnx {

namespace {

using protozero::pbf_writer;

template <class T>
std::string bytes_of(const std::vector<T>& values) {
  std::string out(values.size() * sizeof(T), '\0');
  if (!values.empty()) std::memcpy(out.data(), values.data(), out.size());
  return out;
}

std::vector<int64_t> shape_or_flat(std::vector<int64_t> shape, size_t count) {
  // One element without a shape is a vector of one: it stretches as a number does, and every operator takes it.
  if (shape.empty()) shape.push_back(static_cast<int64_t>(count));
  return shape;
}

void write_tensor(pbf_writer& to, const Tensor& tensor, const Name& name) {
  to.add_packed_int64(1, tensor.shape.begin(), tensor.shape.end());
  to.add_int32(2, static_cast<int32_t>(tensor.element));
  for (const std::string& text : tensor.texts) to.add_bytes(6, text);
  if (!name.empty()) to.add_string(8, name);
  if (tensor.element != Element::kText) to.add_bytes(9, tensor.bytes);
}

struct WriteAttribute {
  pbf_writer& to;
  void operator()(int64_t value) const {
    to.add_int64(3, value);
    to.add_enum(20, 2);
  }
  void operator()(const std::vector<int64_t>& values) const {
    to.add_packed_int64(8, values.begin(), values.end());
    to.add_enum(20, 7);
  }
  void operator()(const Tensor& tensor) const {
    {
      pbf_writer inner(to, 5);
      write_tensor(inner, tensor, {});
    }
    to.add_enum(20, 4);
  }
  void operator()(const Body& body) const {
    to.add_message(6, body.bytes);
    to.add_enum(20, 5);
  }
};

void write_node(std::string& nodes, std::string_view type, const std::vector<Name>& inputs,
                const std::vector<Name>& outputs, const std::vector<Attribute>& attributes, std::string_view domain) {
  pbf_writer list(nodes);
  pbf_writer node(list, 1);
  for (const Name& input : inputs) node.add_string(1, input);
  for (const Name& output : outputs) node.add_string(2, output);
  node.add_string(3, outputs[0]);
  node.add_string(4, type.data(), type.size());
  for (const auto& [name, value] : attributes) {
    pbf_writer attribute(node, 5);
    attribute.add_string(1, name);
    std::visit(WriteAttribute{attribute}, value);
  }
  if (!domain.empty()) node.add_string(7, domain.data(), domain.size());
}

void write_port(pbf_writer& graph, uint32_t field, const Port& port) {
  pbf_writer info(graph, field);
  info.add_string(1, port.name);
  pbf_writer type(info, 2);
  pbf_writer tensor(type, 1);
  tensor.add_int32(1, static_cast<int32_t>(port.element));
  if (port.any_shape) return;
  pbf_writer shape(tensor, 2);
  for (const int64_t extent : port.shape) {
    pbf_writer dim(shape, 1);
    if (extent < 0) dim.add_string(2, "rows");
    else dim.add_int64(1, extent);
  }
}

}  // namespace

Tensor Tensor::doubles(const std::vector<double>& values, std::vector<int64_t> shape) {
  return {Element::kDouble, shape_or_flat(std::move(shape), values.size()), bytes_of(values), {}};
}

Tensor Tensor::integers(const std::vector<int64_t>& values, std::vector<int64_t> shape) {
  return {Element::kInt64, shape_or_flat(std::move(shape), values.size()), bytes_of(values), {}};
}

Tensor Tensor::small(const std::vector<uint8_t>& values) {
  return {Element::kUint8, {static_cast<int64_t>(values.size())}, bytes_of(values), {}};
}

Tensor Tensor::of_texts(std::vector<std::string> values, std::vector<int64_t> shape) {
  const size_t count = values.size();
  return {Element::kText, shape_or_flat(std::move(shape), count), {}, std::move(values)};
}

Name Nodes::op(std::string_view type, const std::vector<Name>& inputs, const std::vector<Attribute>& attributes,
               std::string_view domain) {
  return ops(type, inputs, 1, attributes, domain)[0];
}

std::vector<Name> Nodes::ops(std::string_view type, const std::vector<Name>& inputs, size_t outputs,
                             const std::vector<Attribute>& attributes, std::string_view domain) {
  std::vector<Name> out;
  for (size_t i = 0; i < outputs; ++i) out.push_back(fresh());
  write_node(nodes_, type, inputs, out, attributes, domain);
  ++count_;
  return out;
}

void Nodes::named(const Name& output, std::string_view type, const std::vector<Name>& inputs,
                  const std::vector<Attribute>& attributes) {
  write_node(nodes_, type, inputs, {output}, attributes, {});
  ++count_;
}

Name Nodes::constant(const Tensor& tensor) {
  std::string body;
  {
    pbf_writer unnamed(body);
    write_tensor(unnamed, tensor, {});
  }
  const auto [at, is_new] = known_.try_emplace(std::move(body));
  if (!is_new) return at->second;
  at->second = fresh();
  pbf_writer list(constants_);
  pbf_writer named(list, 5);
  write_tensor(named, tensor, at->second);
  return at->second;
}

std::string Nodes::graph(std::string_view name, const std::vector<Port>& inputs,
                         const std::vector<Port>& outputs) const {
  std::string out = nodes_;
  pbf_writer graph(out);
  graph.add_string(2, name.data(), name.size());
  out += constants_;
  for (const Port& port : inputs) write_port(graph, 11, port);
  for (const Port& port : outputs) write_port(graph, 12, port);
  return out;
}

std::string model_bytes(const std::string& graph, const Properties& properties) {
  std::string out;
  pbf_writer model(out);
  model.add_int64(1, kIrVersion);
  model.add_string(2, "Keepfit");
  model.add_string(3, properties.engine);
  model.add_string(6, properties.documentation);
  model.add_message(7, graph);
  const auto opset = [&](std::string_view domain, int64_t version) {
    pbf_writer import(model, 8);
    import.add_string(1, domain.data(), domain.size());
    import.add_int64(2, version);
  };
  opset("", kOpset);
  opset(kMl, kMlOpset);
  for (const auto& [key, value] : properties.entries) {
    pbf_writer entry(model, 14);
    entry.add_string(1, key);
    entry.add_string(2, value);
  }
  return out;
}

}  // namespace keepfit::interchange::onnx
