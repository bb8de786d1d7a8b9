(** Vectors.v -- subtraction and signs of vectors as lists.
    Addition pads the shorter list, so it is associative and commutative whatever the lengths;
    only cancellation needs equal lengths. *)
From Truncation Require Import Spec LinearAlgebra.
From Coq Require Import Lra.
Import ListNotations.
Open Scope R_scope.

(** Addition and subtraction *)
Lemma vadd_nil_r u : vadd u [] = u.
Proof. now destruct u. Qed.
Lemma vadd_comm u : forall v, vadd u v = vadd v u.
Proof. induction u as [|a u IH]; intros [|b v]; simpl; trivial. now rewrite IH, Rplus_comm. Qed.
Lemma vadd_assoc u : forall v w, vadd u (vadd v w) = vadd (vadd u v) w.
Proof.
  induction u as [|a u IH]; intros [|b v] [|c w]; simpl; trivial. now rewrite IH, Rplus_assoc.
Qed.
Lemma vadd_length u : forall v, length u = length v -> length (vadd u v) = length v.
Proof.
  induction u as [|a u IH]; intros [|b v] E; simpl in *; try discriminate; trivial.
  now rewrite IH by congruence.
Qed.
Lemma vscale_length k u : length (vscale k u) = length u.
Proof. apply map_length. Qed.
Lemma vsub_length u v : length u = length v -> length (vsub u v) = length v.
Proof. intro E; unfold vsub; rewrite vadd_length; now rewrite vscale_length. Qed.
Lemma vsub_vadd u : forall v, length u = length v -> vsub (vadd u v) v = u.
Proof.
  unfold vsub, vscale; induction u as [|a u IH]; intros [|b v] E; simpl in *; try discriminate; trivial.
  rewrite IH by congruence; f_equal; ring.
Qed.
Lemma vadd_vsub u : forall v, length u = length v -> vadd (vsub u v) v = u.
Proof.
  unfold vsub, vscale; induction u as [|a u IH]; intros [|b v] E; simpl in *; try discriminate; trivial.
  rewrite IH by congruence; f_equal; ring.
Qed.
Lemma vadd_cancel_r u v w : length u = length w -> length v = length w -> vadd u w = vadd v w -> u = v.
Proof. intros U V E; rewrite <- (vsub_vadd u w U), E; now apply vsub_vadd. Qed.
Lemma vscale_vscale k l u : vscale k (vscale l u) = vscale (k * l) u.
Proof. unfold vscale; rewrite map_map; apply map_ext; intro; ring. Qed.
Lemma vscale_vadd k u : forall v, vscale k (vadd u v) = vadd (vscale k u) (vscale k v).
Proof.
  unfold vscale; induction u as [|a u IH]; intros [|b v]; simpl; trivial.
  rewrite IH; f_equal; ring.
Qed.
Lemma vscale_1 u : vscale 1 u = u.
Proof. unfold vscale; induction u as [|a u IH]; simpl; trivial. now rewrite IH, Rmult_1_l. Qed.
Lemma mv_length W x : length (mv W x) = length W.
Proof. apply map_length. Qed.
Lemma mv_vsub W x y : mv W (vsub x y) = vsub (mv W x) (mv W y).
Proof. unfold vsub; now rewrite mv_vadd, mv_vscale. Qed.

(** Affine maps *)
Lemma affine_length W b x : length W = length b -> length (affine W b x) = length b.
Proof. intro E; unfold affine; apply vadd_length; now rewrite mv_length. Qed.
Lemma affine_vadd W b x y : affine W b (vadd x y) = vadd (mv W x) (affine W b y).
Proof. unfold affine; now rewrite mv_vadd, vadd_assoc. Qed.
Lemma affine_affine A c W b x : affine A c (affine W b x) = affine (mm A W) (affine A c b) x.
Proof. unfold affine; now rewrite mv_vadd, mv_mm, vadd_assoc. Qed.

(** Shapes of sums and products *)
Lemma shape_madd n m G H : shape n m G -> shape n m H -> shape n m (madd G H).
Proof.
  intros [<- HG] [E HH]; revert H E HH; induction HG as [|g G Lg HG IH]; intros [|h H] E HH;
    try discriminate; [split; trivial|].
  inversion HH as [|? ? Lh HH']; subst; destruct (IH H) as [I1 I2]; trivial; [simpl in E; congruence|].
  split; simpl; [congruence|]. constructor; trivial; rewrite vadd_length; congruence.
Qed.
Lemma shape_outer n m r h : length r = n -> length h = m -> shape n m (outer r h).
Proof.
  intros <- <-; split; [apply map_length|]. apply Forall_map, Forall_forall; intros; apply vscale_length.
Qed.
Lemma shape_mscale n m k G : shape n m G -> shape n m (map (vscale k) G).
Proof.
  intros [L H]; split; [now rewrite map_length|]. apply Forall_map; revert H; apply Forall_impl.
  intros; now rewrite vscale_length.
Qed.
Lemma shape_identity n : shape n n (identity n).
Proof.
  unfold identity, unit; split; [now rewrite map_length, seq_length|].
  apply Forall_map, Forall_forall; intros; now rewrite map_length, seq_length.
Qed.
Lemma lincomb_length m c : forall B, c <> [] -> length c = length B ->
  Forall (fun r => length r = m) B -> length (lincomb c B) = m.
Proof.
  induction c as [|a c IH]; intros [|r B] N E H; try discriminate; [contradiction|].
  inversion H as [|? ? Lr HB]; subst; specialize (IH B); injection E as E; cbn [lincomb].
  destruct c as [|a' c]; [simpl; now rewrite vadd_nil_r, vscale_length|].
  rewrite vadd_length; rewrite ?vscale_length, IH; trivial; discriminate.
Qed.
Lemma shape_mm n m k A B : (0 < m)%nat -> shape n m A -> shape m k B -> shape n k (mm A B).
Proof.
  intros H0 [LA HA] [LB HB]; split; [unfold mm; now rewrite map_length|].
  apply Forall_map; revert HA; apply Forall_impl; intros r Lr.
  apply lincomb_length; trivial; [|now transitivity m].
  intros ->; rewrite <- Lr in H0; now apply Nat.lt_irrefl in H0.
Qed.

(** The positive part *)
Lemma relu_0 : relu 0 = 0.
Proof. unfold relu; apply Rmax_left; lra. Qed.
Lemma relu_nonneg t : 0 <= relu t.
Proof. apply Rmax_l. Qed.
Lemma relu_fixed t : relu t = t <-> 0 <= t.
Proof.
  split; [intros <-; apply relu_nonneg|]. unfold relu; intro; now apply Rmax_right.
Qed.
Lemma relu_zero t : relu t = 0 <-> t <= 0.
Proof.
  unfold relu; split; [intro E; rewrite <- E; apply Rmax_r|]. intro; now apply Rmax_left.
Qed.
Lemma relu_scale k t : 0 <= k -> relu (k * t) = k * relu t.
Proof. intro H; unfold relu; rewrite <- RmaxRmult by trivial; now rewrite Rmult_0_r. Qed.
Lemma map_relu_fixed z : map relu z = z <-> Forall (Rle 0) z.
Proof.
  induction z as [|t z IH]; simpl; [easy|]. rewrite Forall_cons_iff, <- IH, <- relu_fixed.
  split; [intro E; injection E; auto|intros [E1 E2]; now rewrite E1, E2].
Qed.
Lemma map_relu_zero z : map relu z = map (fun _ => 0) z <-> Forall (fun t => t <= 0) z.
Proof.
  induction z as [|t z IH]; simpl; [easy|]. rewrite Forall_cons_iff, <- IH, <- relu_zero.
  split; [intro E; injection E; auto|intros [E1 E2]; now rewrite E1, E2].
Qed.
