// The suite every backend of the state store has to pass, written against state/store.hpp alone.
//
// A backend's test file calls each of these from a TEST_CASE of its own with a Backend that is empty.
#pragma once
#include "state/support.hpp"

namespace garden::state::testing {

void documents_keep_their_promises(Backend& backend);
void batches_are_all_or_nothing(Backend& backend);
void logs_keep_their_order(Backend& backend);
void lists_are_exact(Backend& backend);
void pages_are_stable_under_inserts(Backend& backend);
void searches_look_at_a_bounded_number(Backend& backend);
void scopes_do_not_see_each_other(Backend& backend);
void answers_come_in_order(Backend& backend);
void many_threads_lose_nothing(Backend& backend);
void closing_keeps_what_was_accepted(Backend& backend);
void openings_know_each_other(Backend& backend);

}  // namespace garden::state::testing
