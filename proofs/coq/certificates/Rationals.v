(** Rationals.v -- reduced fractions, for the few quantities left once all points are summed up. *)
From Truncation Require Import Spec LinearAlgebra Integers.
From Coq Require Import QArith Qreals Qreduction.
Import ListNotations.
Open Scope R_scope.

Notation Q1 := (map Q2R).
Notation Q2 := (map (map Q2R)).
Definition radd a b := Qred (Qplus a b).
Definition rmul a b := Qred (Qmult a b).
Lemma radd_ok a b : Q2R (radd a b) = Q2R a + Q2R b.
Proof. unfold radd; rewrite (Qeq_eqR _ _ (Qred_correct _)); apply Q2R_plus. Qed.
Lemma rmul_ok a b : Q2R (rmul a b) = Q2R a * Q2R b.
Proof. unfold rmul; rewrite (Qeq_eqR _ _ (Qred_correct _)); apply Q2R_mult. Qed.
Lemma minus_one : Q2R (-1 # 1) = -1.
Proof. unfold Q2R; simpl; field. Qed.

Fixpoint qdot (u v : list Q) : Q :=
  match u, v with a :: u', b :: v' => radd (rmul a b) (qdot u' v') | _, _ => 0%Q end.
Fixpoint qvadd (u v : list Q) :=
  match u, v with [], _ => v | _, [] => u | a :: u', b :: v' => radd a b :: qvadd u' v' end.
Definition qscale k := map (rmul k).
Definition qouter r h := map (fun a => qscale a h) r.
Definition qmv (W : list (list Q)) x := map (fun r => qdot r x) W.
Definition qaffine W b x := qvadd (qmv W x) b.
Lemma qdot_ok u : forall v, Q2R (qdot u v) = dot (Q1 u) (Q1 v).
Proof.
  induction u as [|a u IH]; intros [|b v]; simpl; try apply RMicromega.Q2R_0.
  now rewrite radd_ok, rmul_ok, IH.
Qed.
Lemma qvadd_ok u : forall v, Q1 (qvadd u v) = vadd (Q1 u) (Q1 v).
Proof. induction u as [|a u IH]; intros [|b v]; simpl; trivial. now rewrite radd_ok, IH. Qed.
Lemma qscale_ok k u : Q1 (qscale k u) = vscale (Q2R k) (Q1 u).
Proof. unfold qscale, vscale; rewrite !map_map; apply map_ext; intro; apply rmul_ok. Qed.
Lemma qouter_ok r h : Q2 (qouter r h) = outer (Q1 r) (Q1 h).
Proof. unfold qouter, outer; rewrite !map_map; apply map_ext; intro; apply qscale_ok. Qed.
Lemma qmv_ok W x : Q1 (qmv W x) = mv (Q2 W) (Q1 x).
Proof. unfold qmv, mv; rewrite !map_map; apply map_ext; intro; apply qdot_ok. Qed.
Lemma qaffine_ok W b x : Q1 (qaffine W b x) = affine (Q2 W) (Q1 b) (Q1 x).
Proof. unfold qaffine, affine; now rewrite qvadd_ok, qmv_ok. Qed.

Definition qfrac (d : positive) (z : Z) : Q := Qred (z # d).
Definition qM (m : zmat) := map (map (qfrac (mden m))) (mnum m).
Definition qV (v : zvec) := map (qfrac (vden v)) (vnum v).
Definition qL (l : zmat * zvec) := (qM (fst l), qV (snd l)).
Lemma frac_Q d z : frac d z = Q2R (z # d). Proof. reflexivity. Qed.
Lemma qfrac_ok d z : Q2R (qfrac d z) = frac d z.
Proof. unfold qfrac; rewrite (Qeq_eqR _ _ (Qred_correct _)); reflexivity. Qed.
Lemma qM_ok m : Q2 (qM m) = RM m.
Proof.
  unfold qM, RM; rewrite map_map; apply map_ext; intro.
  rewrite map_map; apply map_ext; intro; apply qfrac_ok.
Qed.
Lemma qV_ok v : Q1 (qV v) = RV v.
Proof. unfold qV, RV; rewrite map_map; apply map_ext; intro; apply qfrac_ok. Qed.

Fixpoint qequal (u v : list Q) : bool :=
  match u, v with [], [] => true | a :: u', b :: v' => Qeq_bool a b && qequal u' v'
  | _, _ => false end.
Lemma qequal_ok u : forall v, qequal u v = true -> Q1 u = Q1 v.
Proof.
  induction u as [|a u IH]; intros [|b v] H; simpl in *; try discriminate; trivial.
  apply andb_true_iff in H as [H1 H2]; rewrite (IH _ H2); f_equal; apply Qeq_eqR, Qeq_bool_eq, H1.
Qed.
