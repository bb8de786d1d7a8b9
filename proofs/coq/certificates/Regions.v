(** Regions.v -- truncation networks: which layer collapses which class, and that all hidden weights
    have an inverse.
    region_pattern M L l == all units negative at layer l, positive at the other ones
    all_patterns M L ls  == one such pattern for each class
    check_inverses M Ls Vs == the matrices Vs are inverses of the hidden weights *)
From Truncation Require Import Spec LinearAlgebra Integers Evaluation Widths Kernel.
From Coq Require Import Bool.
Import ListNotations.
Open Scope R_scope.

Definition region_pattern (M L l : nat) : list (list bool) :=
  map (fun k => repeat (negb (Nat.eqb k l)) M) (seq 0 L).
Definition all_patterns M L (ls : list nat) : list (list (list bool)) :=
  map (region_pattern M L) ls.
Definition invertible M (Ls : list layer) : Prop :=
  Forall (fun L => shape M M (fst L) /\ exists U, shape M M U
                   /\ forall v, length v = M -> mv (fst L) (mv U v) = v) Ls.

Definition check_inverses M (Ls : list (zmat * zvec)) (Us : list zmat) : bool :=
  all2 (fun L U => check_rows M (fst L) M && check_rows M U M && check_onto (fst L) U M) Ls Us.
Theorem check_inverses_ok M Ls Us : check_inverses M Ls Us = true -> invertible M (map RL Ls).
Proof.
  intro H; apply all2_ok in H; induction H as [|L U Ls Us HL _ IH]; constructor; trivial.
  rewrite !andb_true_iff in HL; destruct HL as [[H1 H2] H3]; split; [exact (rows_ok _ _ _ H1)|].
  exists (RM U); split; [exact (rows_ok _ _ _ H2)|exact (check_onto_ok _ _ _ H3)].
Qed.
