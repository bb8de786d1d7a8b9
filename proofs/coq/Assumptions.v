(** Assumptions.v -- what the theorems rest on: the axioms of Coq's classical reals and nothing else. *)
From Truncation Require Import Evaluation Cumulative Cost Optimality Kernel Obstruction Jacobian Collapse Degeneracy.
Print Assumptions check_shape_ok.
Print Assumptions check_zero_loss_ok.
Print Assumptions check_patterns_ok.
Print Assumptions check_below_ok.
Print Assumptions check_linear_bias_ok.
Print Assumptions check_least_affine_ok.
Print Assumptions check_least_linear_ok.
Print Assumptions check_kernel_ok.
Print Assumptions check_obstruction_ok.
Print Assumptions output_rows_ok.
Print Assumptions class_rows_ok.
Print Assumptions check_degeneracy_ok.
