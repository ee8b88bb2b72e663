#include "interchange/sklearn/write.h"

#include "interchange/file_parts.h"
#include "interchange/sklearn/giving.h"

namespace keepfit::interchange {

namespace {

Value::List listed(const std::set<std::string>& texts) { return Value::List(texts.begin(), texts.end()); }

}  // namespace

Value to_skops(const Value& request) {
  const Value file = file_of(request);
  const Value &step = part_of(file, "pipeline"), &proof = part_of(file, "proof");
  Giving giving(request.at("schema"));
  const Node root = giving.fitted(step, "", true);
  const std::string archive = giving.schema.archive(root);
  const std::set<std::string>& trusted = giving.schema.trusted();

  if (giving.expands_squares)
    giving.notes.insert(
        "scikit-learn reckons distances of KMeans and KNNImputer from squares, in which digits cancel: small ones, and "
        "what is weighted by them, agree to about 1e-7, and of equally near rows KNNImputer may take others.");

  Value::Map left;
  for (const auto& [name, attributes] : giving.left) left.emplace_back(name, listed(attributes));
  Value::Map report{
      {"scikit_learn", kWrittenVersion},
      {"skops", kSkopsVersion},
      {"trusted", listed(trusted)},
      {"python", "from skops.io import load\n\nmodel = load(\"model.skops\", trusted=" + python_list(trusted) + ")\n"}};
  if (!left.empty()) report.emplace_back("left", std::move(left));
  report.emplace_back("notes", listed(giving.notes));
  Value check;
  if (proof.get_if<Value::Map>()) check = check_script(step, proof, trusted, giving.expands_squares ? 1e-6 : 1e-9);
  std::vector<uint8_t> bytes(archive.begin(), archive.end());
  return Value::Map{
      {"bytes", Bytes::own(std::move(bytes))}, {"check", std::move(check)}, {"report", std::move(report)}};
}

}  // namespace keepfit::interchange
