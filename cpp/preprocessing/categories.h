// What the encoders of categories share: learning them, finding them again, and grouping the infrequent ones.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "core/declaration.h"
#include "core/table.h"
#include "core/value.h"

namespace keepfit::categories {

/// Categories of each column: those seen, or the lists of the parameter `categories`. `who` is the estimator, for
/// messages.
std::vector<Labels> learn(const std::string& who, const Value& given, const Table& X);

/// The category of each row of column j; -1 for an unknown one. Throws Error "wrong_kind" when text was numbers in fit.
std::vector<int32_t> codes(const char* who, const Labels& known, const Table& X, Index j);

/// Throws Error "unknown_category" naming the first row with code -1.
void refuse_unknown(const Table& X, Index j, const Labels& known, const std::vector<int32_t>& codes,
                    const std::string& hint);

bool has_missing(const Labels& labels);

/// Per column which of the first `count` categories are infrequent by min_frequency and max_categories; scikit-learn's
/// rules.
std::vector<char> infrequent(const std::vector<int32_t>& codes, size_t count, const Value& min_frequency,
                             const Value& max_categories);

/// The categories marked, as the attribute infrequent_categories_ lists them, or None when there are none.
Value listed(const Labels& labels, const std::vector<char>& marked);
/// The other way: one mark per category. Throws Error "audit_values" when something else is listed.
std::vector<char> marked(const Labels& labels, const Value& listed);

/// The code of each category once the infrequent ones are one group behind the others.
struct Grouping {
  std::vector<int32_t> code;  // per category
  int32_t size = 0;           // codes in all
  int32_t group = -1;         // the code of the infrequent ones, or -1
};
Grouping group(const std::vector<char>& marked);

/// The other way: the column of categories that such codes stand for; -1 is a missing value. The group is called
/// 'infrequent_sklearn', so a column of numbers that has one becomes text.
Column decode(const Labels& labels, const Grouping& grouping, std::vector<int32_t> codes);
/// For every row which of `width` columns from `first` on is the largest, the first of equal ones; -1 where they sum to
/// 0.
std::vector<int32_t> largest(const Matrix& X, Index first, Index width);
/// The numbers of column j without their fractions. Throws Error "unknown_code" for one that is not in [0, count),
/// unless `passes`.
std::vector<int32_t> whole_codes(const Table& X, Index j, int32_t count,
                                 const std::function<bool(double)>& passes = nullptr);

/// The audit of infrequent_categories_: None unless a parameter asks for it, else None or a list per column.
void check_listed(const std::vector<Labels>& labels, const Value& listed, bool enabled);

}  // namespace keepfit::categories
