(** Assumptions.v -- compiling this file prints what the theory rests on: nothing over an ordered
    field; over Coq's real numbers their axioms and one more, which makes them a choiceType. *)
From Theory Require StatementsNetwork StatementsMinima StatementsCells Example RealNumbers.
Definition over_any_ordered_field :=
  (@StatementsNetwork.T3, @StatementsMinima.T4_kernel, @StatementsMinima.T4_derivative,
   @StatementsMinima.T5d, @StatementsMinima.T5d_linear, @StatementsMinima.T6,
   @StatementsCells.R1_local, @StatementsCells.P0_attained, @Example.example_not_minimum).
Print Assumptions over_any_ordered_field.
Print Assumptions RealNumbers.R_realFieldType.
