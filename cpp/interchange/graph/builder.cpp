#include "interchange/graph/builder.h"

#include <algorithm>
#include <cmath>

#include "core/errors.h"

namespace keepfit::interchange::graph {

bool Labels::are_whole() const {
  return !is_text && std::all_of(numbers.begin(), numbers.end(),
                                 [](double v) { return std::floor(v) == v && std::fabs(v) < 9007199254740992.0; });
}

void refuse(const std::string& where, std::string message, std::string hint) {
  throw Error("not_exported", where, std::move(message), std::move(hint));
}

Id Builder::add(Operation what, std::vector<Id> from, uint32_t width, Type type) {
  const auto last = static_cast<Id>(graph.nodes.size());
  for (const Id id : from)
    if (id < 0 || id >= last) refuse(where, "A step needs something that the step before it does not answer.");
  graph.nodes.push_back({std::move(what), std::move(from), type, width, where});
  return last;
}

Frame Builder::frame(Id value) const {
  Frame out;
  for (uint32_t j = 0; j < width(value); ++j) out.push_back({value, j});
  return out;
}

Id Builder::concat(const std::vector<Id>& values) {
  if (values.size() == 1) return values[0];
  uint32_t sum = 0;
  for (const Id id : values) sum += width(id);
  return add(Concat{}, values, sum);
}

Id Builder::column(Id value, uint32_t at) {
  if (at >= width(value)) refuse(where, "A step asks for a column that the step before it does not make.");
  return width(value) == 1 ? value : add(Select{{at}}, value, 1);
}

Id Builder::single(const Column& column) { return this->column(column.value, column.at); }

Id Builder::numbers(const Frame& frame) {
  if (frame.empty()) refuse(where, "The step is given no column.");
  std::vector<Id> parts;
  for (size_t i = 0; i < frame.size();) {
    if (is_text(frame[i])) refuse(where, "The step is given text where it takes numbers.");
    std::vector<uint32_t> columns;
    const Id value = frame[i].value;
    for (; i < frame.size() && frame[i].value == value; ++i) {
      if (frame[i].at >= width(value)) refuse(where, "A step asks for a column that the step before it does not make.");
      columns.push_back(frame[i].at);
    }
    bool all = columns.size() == width(value);
    for (size_t j = 0; j < columns.size(); ++j) all = all && columns[j] == j;
    const auto count = static_cast<uint32_t>(columns.size());
    parts.push_back(all ? value : add(Select{std::move(columns)}, value, count));
  }
  return concat(parts);
}

Id Builder::per_column(Arithmetic how, Id value, std::vector<double> by) {
  if (by.size() != width(value)) refuse(where, "The step holds another number of values than it is given columns.");
  const double nothing = how == Arithmetic::kAdd || how == Arithmetic::kSubtract ? 0 : 1;
  // x + 0 would make 0 of -0, which nobody sees; it is left out all the same.
  if (std::all_of(by.begin(), by.end(), [&](double v) { return v == nothing; })) return value;
  return add(PerColumn{how, std::move(by)}, value, width(value));
}

Id Builder::constant(Id rows, std::vector<double> row) {
  const auto count = static_cast<uint32_t>(row.size());
  return add(Constant{std::move(row)}, rows, count);
}

void Builder::note(std::string sentence) {
  if (std::find(graph.notes.begin(), graph.notes.end(), sentence) == graph.notes.end())
    graph.notes.push_back(std::move(sentence));
}

Graph Builder::finished() {
  const size_t n = graph.nodes.size();
  std::vector<char> needed(n, 0);
  const auto need = [&](Id id) {
    if (id != kNone) needed[static_cast<size_t>(id)] = 1;
  };
  for (const Id id : {graph.code, graph.probabilities, graph.prediction}) need(id);
  for (const Id id : graph.columns) need(id);
  for (size_t i = n; i-- > 0;)
    if (needed[i])
      for (const Id id : graph.nodes[i].from) need(id);
  std::vector<Id> moved(n, kNone);
  std::vector<Node> kept;
  const auto follow = [&](Id& id) {
    if (id != kNone) id = moved[static_cast<size_t>(id)];
  };
  for (size_t i = 0; i < n; ++i) {
    if (!needed[i]) continue;
    for (Id& id : graph.nodes[i].from) follow(id);
    moved[i] = static_cast<Id>(kept.size());
    kept.push_back(std::move(graph.nodes[i]));
  }
  graph.nodes = std::move(kept);
  for (Id* id : {&graph.code, &graph.probabilities, &graph.prediction}) follow(*id);
  for (Id& id : graph.columns) follow(id);
  std::vector<Id> inputs;
  for (const Id id : graph.inputs)
    if (moved[static_cast<size_t>(id)] != kNone) inputs.push_back(moved[static_cast<size_t>(id)]);
  graph.inputs = std::move(inputs);
  return std::move(graph);
}

}  // namespace keepfit::interchange::graph
