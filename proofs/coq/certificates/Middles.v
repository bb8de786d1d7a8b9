(** Middles.v -- networks with the same hidden weights, one in the middle of two others, and which
    costs less.
    same_hidden  == equal hidden weights
    middle_layers, middle_rows == twice each bias, each row, is the sum of those of the others
    check_middle == that, decided on fractions
    check_less, check_mean == a fraction is less than another one, the mean of two less than
                                 a third *)
From Truncation Require Import Spec Integers Rationals.
From Coq Require Import Bool QArith Qreals Lra.
Import ListNotations.
Open Scope R_scope.

Definition middle_of (u v w : vec) : Prop := vadd v w = vscale 2 u.
Fixpoint middle_rows (A A1 A2 : mat) : Prop :=
  match A, A1, A2 with
  | [], [], [] => True
  | a :: A', a1 :: A1', a2 :: A2' => middle_of a a1 a2 /\ middle_rows A' A1' A2'
  | _, _, _ => False end.
Definition middle_layers (Ls Ls1 Ls2 : list layer) : Prop :=
  middle_rows (map snd Ls) (map snd Ls1) (map snd Ls2).

Definition same_hidden (Ls Ls1 : list layer) : Prop := map fst Ls1 = map fst Ls.

Definition qmiddle (u v w : list Q) : bool := qequal (qvadd v w) (qscale (2 # 1) u).
Fixpoint qmiddles (A A1 A2 : list (list Q)) : bool :=
  match A, A1, A2 with
  | [], [], [] => true
  | a :: A', a1 :: A1', a2 :: A2' => qmiddle a a1 a2 && qmiddles A' A1' A2'
  | _, _, _ => false end.
Lemma qmiddle_ok u v w : qmiddle u v w = true -> middle_of (Q1 u) (Q1 v) (Q1 w).
Proof.
  intro H; apply qequal_ok in H; rewrite qvadd_ok, qscale_ok in H; unfold middle_of; rewrite H.
  f_equal; unfold Q2R; simpl; lra.
Qed.
Lemma qmiddles_ok A : forall A1 A2, qmiddles A A1 A2 = true -> middle_rows (Q2 A) (Q2 A1) (Q2 A2).
Proof.
  induction A as [|a A IH]; intros [|a1 A1] [|a2 A2] H; simpl in *; try discriminate; trivial.
  apply andb_true_iff in H as [H1 H2]; split; [now apply qmiddle_ok|now apply IH].
Qed.

Definition biases (Ls : list (zmat * zvec)) : list (list Q) := map (fun L => qV (snd L)) Ls.
Definition check_middle Ls (A : zmat) (c : zvec) Ls1 (A1 : zmat) (c1 : zvec) Ls2 (A2 : zmat)
    (c2 : zvec) :=
  qmiddles (biases Ls) (biases Ls1) (biases Ls2)
  && qmiddles (qM A) (qM A1) (qM A2) && qmiddle (qV c) (qV c1) (qV c2).
Lemma biases_ok Ls : Q2 (biases Ls) = map snd (map RL Ls).
Proof. unfold biases; rewrite !map_map; apply map_ext; intro L; apply qV_ok. Qed.
Theorem check_middle_ok Ls A c Ls1 A1 c1 Ls2 A2 c2 :
  check_middle Ls A c Ls1 A1 c1 Ls2 A2 c2 = true ->
  middle_layers (map RL Ls) (map RL Ls1) (map RL Ls2) /\ middle_rows (RM A) (RM A1) (RM A2)
  /\ middle_of (RV c) (RV c1) (RV c2).
Proof.
  unfold check_middle, middle_layers; rewrite !andb_true_iff; intros [[H1 H2] H3].
  apply qmiddles_ok in H1, H2; apply qmiddle_ok in H3.
  now rewrite !biases_ok in H1; rewrite !qM_ok in H2; rewrite !qV_ok in H3.
Qed.

Definition qless (a b : Q) : bool := negb (Qle_bool b a).
Lemma qless_ok a b : qless a b = true -> Q2R a < Q2R b.
Proof.
  unfold qless; rewrite negb_true_iff; intro H; apply Qlt_Rlt, Qnot_le_lt; intro L.
  apply Qle_bool_iff in L; congruence.
Qed.
Definition check_less d v e w : bool := qless (v # d) (w # e).
Theorem check_less_ok d v e w : check_less d v e w = true -> frac d v < frac e w.
Proof. apply qless_ok. Qed.
Definition check_mean d v d1 v1 d2 v2 : bool := qless ((v1 # d1) + (v2 # d2)) ((2 # 1) * (v # d)).
Theorem check_mean_ok d v d1 v1 d2 v2 : check_mean d v d1 v1 d2 v2 = true ->
  frac d1 v1 < 2 * frac d v - frac d2 v2.
Proof.
  intro H; apply qless_ok in H; rewrite Q2R_plus, Q2R_mult, <- !frac_Q in H.
  replace (frac 1 2) with 2 in H by (unfold frac; field). lra.
Qed.
