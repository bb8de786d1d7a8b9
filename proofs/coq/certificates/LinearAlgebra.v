(** LinearAlgebra.v -- lists of reals as vectors and matrices.
    The operations of Spec.v are total, so most laws hold without any condition on shapes. *)
From Truncation Require Import Spec.
From Coq Require Import Lra.
Import ListNotations.
Open Scope R_scope.

Definition zero (v : vec) := Forall (fun a => a = 0) v.
Fixpoint madd (G H : mat) : mat :=
  match G, H with [], _ => H | _, [] => G | g :: G', h :: H' => vadd g h :: madd G' H' end.
Fixpoint mdot (A G : mat) : R :=
  match A, G with a :: A', g :: G' => dot a g + mdot A' G' | _, _ => 0 end.
Definition outer (r h : vec) : mat := map (fun a => vscale a h) r.
(* sum_i c_i M_i: the combination of the rows of M, which is the transpose of M times c *)
Fixpoint lincomb (c : vec) (M : mat) : vec :=
  match c, M with a :: c', r :: M' => vadd (vscale a r) (lincomb c' M') | _, _ => [] end.
Definition mm (A B : mat) : mat := map (fun r => lincomb r B) A.
Definition unit (n i : nat) : vec := map (fun k => if Nat.eqb k i then 1 else 0) (seq 0 n).
Definition identity n : mat := map (unit n) (seq 0 n).

(** Scalar products *)
Lemma dot_nil_r u : dot u [] = 0.
Proof. destruct u; reflexivity. Qed.
Lemma dot_comm u : forall v, dot u v = dot v u.
Proof. induction u as [|a u IH]; intros [|b v]; simpl; trivial. rewrite IH; ring. Qed.
Lemma dot_vadd_r d : forall u v, dot d (vadd u v) = dot d u + dot d v.
Proof.
  induction d as [|k d IH]; intros [|a u] [|b v]; simpl; try ring.
  rewrite IH; ring.
Qed.
Lemma dot_vadd_l u v d : dot (vadd u v) d = dot u d + dot v d.
Proof. rewrite dot_comm, dot_vadd_r, (dot_comm d u), (dot_comm d v); ring. Qed.
Lemma dot_vscale_r k d : forall u, dot d (vscale k u) = k * dot d u.
Proof.
  induction d as [|a d IH]; intros [|b u]; simpl; try ring.
  fold (vscale k u); rewrite IH; ring.
Qed.
Lemma dot_vscale_l k u d : dot (vscale k u) d = k * dot u d.
Proof. rewrite dot_comm, dot_vscale_r, dot_comm; ring. Qed.
Lemma dot_zero_r d : forall z, zero z -> dot d z = 0.
Proof.
  induction d as [|a d IH]; intros z Hz; simpl; trivial.
  destruct Hz as [|b z Hb Hz]; trivial. rewrite Hb, (IH _ Hz); ring.
Qed.
Lemma sqnorm_nonneg u : 0 <= sqnorm u.
Proof.
  unfold sqnorm; induction u as [|a u IH]; simpl; [lra|].
  generalize (Rle_0_sqr a); unfold Rsqr; lra.
Qed.
Lemma dot_app u : forall v u' v', length u = length v ->
  dot (u ++ u') (v ++ v') = dot u v + dot u' v'.
Proof.
  induction u as [|a u IH]; intros [|b v] u' v' E; simpl in *; try discriminate; [ring|].
  rewrite IH by congruence; ring.
Qed.

(** Matrices and vectors *)
Lemma mv_vadd M u v : mv M (vadd u v) = vadd (mv M u) (mv M v).
Proof. induction M as [|m M IH]; simpl; trivial. now rewrite dot_vadd_r, IH. Qed.
Lemma mv_vscale M k u : mv M (vscale k u) = vscale k (mv M u).
Proof. unfold mv, vscale at 2; rewrite map_map; apply map_ext; intro; apply dot_vscale_r. Qed.
Lemma mv_madd G : forall H m, mv (madd G H) m = vadd (mv G m) (mv H m).
Proof. induction G as [|g G IH]; intros [|h H] m; simpl; trivial. now rewrite dot_vadd_l, IH. Qed.
Lemma mv_mscale k G m : mv (map (vscale k) G) m = vscale k (mv G m).
Proof. unfold mv, vscale at 2; rewrite !map_map; apply map_ext; intro; apply dot_vscale_l. Qed.
Lemma mv_outer h m r : mv (outer r h) m = vscale (dot h m) r.
Proof.
  induction r as [|a r IH]; simpl; trivial.
  fold (outer r h); rewrite IH, dot_vscale_l; f_equal; ring.
Qed.
Lemma mdot_madd A : forall G H, mdot A (madd G H) = mdot A G + mdot A H.
Proof.
  induction A as [|a A IH]; intros [|g G] [|h H]; simpl; try ring.
  rewrite IH, dot_vadd_r; ring.
Qed.
Lemma mdot_outer A h : forall r, mdot A (outer r h) = dot r (mv A h).
Proof.
  induction A as [|a A IH]; intros [|t r]; simpl; trivial.
  fold (outer r h); rewrite IH, dot_vscale_r; fold (mv A h); ring.
Qed.
Lemma mdot_zero A : forall G, Forall zero G -> mdot A G = 0.
Proof.
  induction A as [|a A IH]; intros G HG; simpl; trivial.
  destruct HG as [|g G Hg HG]; trivial. rewrite (IH _ HG), (dot_zero_r _ _ Hg); ring.
Qed.
Lemma dot_lincomb c : forall M v, dot (lincomb c M) v = dot c (mv M v).
Proof.
  induction c as [|a c IH]; intros [|r M] v; simpl; trivial.
  rewrite dot_vadd_l, dot_vscale_l, IH; reflexivity.
Qed.
Lemma mv_mm A B v : mv (mm A B) v = mv A (mv B v).
Proof. unfold mv, mm; rewrite map_map; apply map_ext; intro r; apply dot_lincomb. Qed.
Lemma mv_zero_mat Z v : Forall zero Z -> zero (mv Z v).
Proof. induction 1; simpl; constructor; trivial. rewrite dot_comm; now apply dot_zero_r. Qed.
Lemma mv_zero_vec M z : zero z -> zero (mv M z).
Proof. intro H; induction M; simpl; constructor; trivial. now apply dot_zero_r. Qed.
Lemma vadd_zero_r u : forall z, zero z -> length z = length u -> vadd u z = u.
Proof.
  induction u; intros z H E; destruct H; simpl in *; try discriminate; trivial.
  subst. rewrite IHu by (trivial; congruence). f_equal; ring.
Qed.

(** Sums *)
Lemma sum_app l m : sum (l ++ m) = sum l + sum m.
Proof. unfold sum; induction l; simpl; [ring|rewrite IHl; ring]. Qed.
Lemma sum_scale k l : sum (map (Rmult k) l) = k * sum l.
Proof. unfold sum; induction l; simpl; [ring|rewrite IHl; ring]. Qed.

(** The identity matrix *)
Lemma dot_unit_from v : forall a i, (a <= i)%nat ->
  dot (map (fun k => if Nat.eqb k i then 1 else 0) (seq a (length v))) v = nth (i - a) v 0.
Proof.
  induction v as [|t v IH]; intros a i Hi; simpl; [destruct (i - a)%nat; trivial|].
  destruct (Nat.eq_dec a i) as [->|Hn].
  - rewrite Nat.eqb_refl, Nat.sub_diag.
    assert (H : forall b, (i < b)%nat ->
      dot (map (fun k => if Nat.eqb k i then 1 else 0) (seq b (length v))) v = 0).
    { clear; induction v as [|t v IH]; intros b Hb; simpl; trivial.
      rewrite IH by (apply Nat.lt_lt_succ_r; trivial).
      destruct (Nat.eqb_spec b i); [subst; exfalso; apply (Nat.lt_irrefl _ Hb)|ring]. }
    rewrite H by apply Nat.lt_succ_diag_r; simpl; ring.
  - destruct (Nat.eqb_spec a i); [contradiction|].
    assert (S a <= i)%nat
      by (destruct (Nat.lt_eq_cases a i) as [E _]; destruct (E Hi); [trivial|contradiction]).
    rewrite IH by trivial.
    replace (i - a)%nat with (S (i - S a))%nat; [simpl; ring|].
    rewrite <- Nat.sub_succ_l; trivial.
Qed.
Lemma mv_identity v : mv (identity (length v)) v = v.
Proof.
  unfold mv, identity; rewrite map_map.
  apply nth_ext with (d := 0) (d' := 0); [now rewrite map_length, seq_length|].
  rewrite map_length, seq_length; intros i Hi.
  rewrite nth_indep with (d' := (fun i => dot (unit (length v) i) v) 0%nat)
    by now rewrite map_length, seq_length.
  rewrite (map_nth (fun i => dot (unit (length v) i) v)), seq_nth by trivial; simpl.
  unfold unit; rewrite (dot_unit_from v 0 i) by apply Nat.le_0_l. now rewrite Nat.sub_0_r.
Qed.
