(** Theory_assumptions.v -- what the universal theorems rest on.
    Compiling this file prints it: the axioms of the real numbers in the standard library, nothing of ours. *)
From Truncation Require Import Truncation Invariance Recursion Separation Collapsible Interpolation ZeroLoss Alternative.

Print Assumptions tau_layer.
Print Assumptions tau_idempotent.
Print Assumptions tau_fixed_iff.
Print Assumptions tau_collapsed.
Print Assumptions tau_apex.
Print Assumptions tau_scale.
Print Assumptions tau_permute.
Print Assumptions tau_moves.
Print Assumptions recursion_hidden.
Print Assumptions recursion_L1.
Print Assumptions collapse_coordinates.
Print Assumptions collapse_L3.
Print Assumptions layer_exists.
Print Assumptions separable_iff_layer.
Print Assumptions hulls_meet_no_layer.
Print Assumptions check_obstruction_no_layer.
Print Assumptions readout_exists.
Print Assumptions zero_loss.
Print Assumptions zero_loss_linear.
Print Assumptions separable_or_hulls_meet.
Print Assumptions not_separable_iff.
