(** Assumptions.v -- what the theorems rest on: the axioms of Coq's classical reals and nothing
  else. *)
From Truncation Require Import Evaluation Cumulative Readouts Optimality Kernel Obstruction.
From Truncation Require Import Jacobian Collapse Degeneracy Widths Residuals Paths DecisionLists
  Regions Independence Middles.
From Truncation Require Import CellSigns Tangents.

Definition theorems :=
  (check_shape_ok, check_zero_loss_ok, check_patterns_ok, check_value_ok, check_linear_bias_ok,
   check_least_affine_ok, check_least_linear_ok, check_kernel_ok, check_onto_ok,
   check_obstruction_ok,
   output_rows_ok, class_rows_ok, check_degeneracy_ok, check_sized_ok, check_inputs_ok,
   check_outputs_ok, check_classes_ok,
   check_listed_ok, check_distinct_ok, fewest_ok, check_cost_ok, check_function_ok,
   check_paths_ok, check_strict_ok,
   check_inverses_ok, check_independent_ok, check_last_ok, check_spanning_ok, own_layers_ok,
   check_middle_ok, check_less_ok, check_mean_ok, check_readout_ok, check_apexes_ok,
   check_truncates_ok,
   check_cell_signs_ok, check_rows_move_ok, check_all_directed_ok, check_apart_ok, check_still_ok,
   check_seen_ok).
Print Assumptions theorems.
