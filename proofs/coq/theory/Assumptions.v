(** Assumptions.v -- compiling this file prints what the theory rests on: nothing over an ordered
    field; over Coq's real numbers their axioms and one more, which makes them a choiceType. *)
From Theory Require Statements Example RealNumbers.
Definition over_any_ordered_field :=
  (@Statements.T3, @Statements.T4_kernel, @Statements.T4_derivative, @Statements.T5d,
   @Statements.T5d_linear, @Statements.T6, @Statements.R1_local, @Statements.P0_attained,
   @Example.example_not_minimum).
Print Assumptions over_any_ordered_field.
Definition over_the_real_numbers := @Statements.T5d RealNumbers.R_realFieldType.
Print Assumptions over_the_real_numbers.
