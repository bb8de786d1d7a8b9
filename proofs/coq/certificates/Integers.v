(** Integers.v -- rational vectors as integers over one common denominator.
    A layer is brought to the denominator of its input once, so that what is done at every
    training point is integer arithmetic without a single gcd. *)
From Truncation Require Import Spec LinearAlgebra.
From Coq Require Import Lra Bool.
Import ListNotations.
Open Scope Z_scope.

Fixpoint zdot (u v : list Z) : Z := match u, v with a :: u', b :: v' => a * b + zdot u' v'
  | _, _ => 0 end.
Fixpoint zvadd (u v : list Z) : list Z :=
  match u, v with [], _ => v | _, [] => u | a :: u', b :: v' => (a + b) :: zvadd u' v' end.
Fixpoint zmadd (G H : list (list Z)) :=
  match G, H with [], _ => H | _, [] => G | g :: G', h :: H' => zvadd g h :: zmadd G' H' end.
Definition zmv (W : list (list Z)) x := map (fun r => zdot r x) W.
Definition zaff (L : list (list Z) * list Z) x := zvadd (zmv (fst L) x) (snd L).
Definition zouter r h := map (fun a => map (Z.mul a) h) r.
Definition zlayer : Type := list (list Z) * list Z.
(* bring one layer to the common denominator of its input *)
Definition scale (L : zmat * zvec) (D : positive) : zlayer * positive :=
  let '(W, b) := L in let m := (mden W * D)%positive in
  let '(g, (e, f)) := Pos.ggcd (vden b) m in
  ((map (map (Z.mul (Zpos e))) (mnum W), map (Z.mul (Zpos f)) (vnum b)), (m * e)%positive).
Fixpoint scales Ls D : list zlayer * positive :=
  match Ls with
  | [] => ([], D)
  | L :: Ls' => let '(U, D') := scale L D in let '(T, E) := scales Ls' D' in (U :: T, E) end.
Fixpoint zhidden (S : list zlayer) x :=
  match S with [] => x | L :: S' => zhidden S' (map (Z.max 0) (zaff L x)) end.

Open Scope R_scope.
Notation FR D := (map (frac D)).
Lemma pos_nz d : IZR (Zpos d) <> 0. Proof. now apply not_0_IZR. Qed.
Lemma pos_gt d : 0 < IZR (Zpos d). Proof. now apply IZR_lt. Qed.
Lemma frac_dot d D u : forall v, dot (FR d u) (FR D v) = frac (d * D) (zdot u v).
Proof.
  induction u as [|a u IH]; intros [|b v]; simpl; try (unfold frac; field; apply pos_nz).
  rewrite IH; unfold frac. rewrite plus_IZR, mult_IZR, Pos2Z.inj_mul, mult_IZR. field; split;
    apply pos_nz.
Qed.
Lemma frac_vadd D u : forall v, FR D (zvadd u v) = vadd (FR D u) (FR D v).
Proof.
  induction u as [|a u IH]; intros [|b v]; simpl; trivial.
  rewrite IH; f_equal; unfold frac; rewrite plus_IZR; field; apply pos_nz.
Qed.
Lemma frac_madd D G : forall H, map (FR D) (zmadd G H) = madd (map (FR D) G) (map (FR D) H).
Proof. induction G as [|g G IH]; intros [|h H]; simpl; trivial. now rewrite frac_vadd, IH. Qed.
Lemma frac_outer D E r h : map (FR (D * E)) (zouter r h) = outer (FR D r) (FR E h).
Proof.
  unfold zouter, outer, vscale; rewrite !map_map; apply map_ext; intro a; rewrite !map_map;
    apply map_ext; intro b.
  unfold frac; rewrite mult_IZR, Pos2Z.inj_mul, mult_IZR; field; split; apply pos_nz.
Qed.
Lemma frac_relu D z : frac D (Z.max 0 z) = relu (frac D z).
Proof.
  unfold relu, frac; generalize (Rinv_0_lt_compat _ (pos_gt D)); intro P.
  destruct (Z.max_spec 0 z) as [[L ->]|[L ->]].
  - apply IZR_lt in L. rewrite Rmax_right; [reflexivity|]. unfold Rdiv; nra.
  - apply IZR_le in L. rewrite Rmax_left; unfold Rdiv; nra.
Qed.
Lemma scale_ok W b D x : let '(U, D') := scale (W, b) D in
  FR D' (zaff U x) = affine (RM W) (RV b) (FR D x).
Proof.
  unfold scale; generalize (Pos.ggcd_correct_divisors (vden b) (mden W * D)).
  destruct (Pos.ggcd _ _) as [g [e f]]; intros [E1 E2].
  unfold zaff, affine; simpl. rewrite frac_vadd; f_equal.
  - unfold zmv, mv, RM; rewrite !map_map; apply map_ext; intro r; rewrite frac_dot.
    assert (E : zdot (map (Z.mul (Zpos e)) r) x = (Zpos e * zdot r x)%Z).
    { clear; revert x; induction r as [|a r IH]; intros [|b x]; cbn [map zdot];
      try (now rewrite Z.mul_0_r).
      rewrite IH; ring. }
    rewrite E; unfold frac; rewrite mult_IZR, (Pos2Z.inj_mul _ e), mult_IZR; field; split;
      apply pos_nz.
  - unfold RV; rewrite map_map; apply map_ext; intro t; rewrite E1, E2; unfold frac.
    rewrite mult_IZR, !Pos2Z.inj_mul, !mult_IZR; field; repeat split; apply pos_nz.
Qed.
Lemma scales_ok Ls : forall D x, let '(U, D') := scales Ls D in
  FR D' (zhidden U x) = hidden (map RL Ls) (FR D x).
Proof.
  induction Ls as [|[W b] Ls IH]; intros D x; simpl; trivial.
  generalize (scale_ok W b D x); unfold scale; destruct (Pos.ggcd _ _) as [g [e f]];
    cbv iota zeta; intro E.
  generalize (IH (mden W * D * e)%positive (map (Z.max 0)
     (zaff (map (map (Z.mul (Zpos e))) (mnum W), map (Z.mul (Zpos f)) (vnum b)) x))).
  destruct (scales Ls _) as [T F]; simpl; intro I; rewrite I; f_equal.
  rewrite <- E, !map_map; apply map_ext; apply frac_relu.
Qed.

(** Comparing lists entry by entry *)
Fixpoint all2 {X Y} (p : X -> Y -> bool) (l : list X) (m : list Y) : bool :=
  match l, m with [], [] => true | a :: l', b :: m' => p a b && all2 p l' m' | _, _ => false end.
Lemma all2_ok {X Y} (p : X -> Y -> bool) l : forall m, all2 p l m = true ->
  Forall2 (fun a b => p a b = true) l m.
Proof.
  induction l as [|a l IH]; intros [|b m] H; simpl in *; try discriminate; constructor;
  apply andb_true_iff in H as [H1 H2]; auto.
Qed.
Lemma all2_eq (u : list Z) : forall v, all2 Z.eqb u v = true -> u = v.
Proof.
  intros v H; apply all2_ok in H; induction H as [|a b u v E H IH]; trivial.
  apply Z.eqb_eq in E; congruence.
Qed.
Lemma all2_eq_rows (A : list (list Z)) B : all2 (all2 Z.eqb) A B = true -> A = B.
Proof.
  intro H; apply all2_ok in H; induction H as [|a b A B E H IH]; trivial.
  apply all2_eq in E; congruence.
Qed.
