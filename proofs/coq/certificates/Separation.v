(** Separation.v -- a layer collapses P and keeps N exactly when a hyperplane separates them (L3, T3').
    W = u f^T + eps E, u = (1,...,1), turns all M coordinates of W (x - p) to the sign of f.(x - p)
    once eps is small. So the hyperplane f.x = f.p decides which points are collapsed to p. *)
From Truncation Require Import Spec LinearAlgebra Vectors Truncation.
From Coq Require Import Lra.
Import ListNotations.
Open Scope R_scope.

(** Definitions *)
Definition ones (M : nat) : vec := repeat 1 M.
Definition steered (M : nat) (f : vec) (eps : R) (E : mat) : mat :=       (* u f^T + eps E *)
  madd (outer (ones M) f) (map (vscale eps) E).
Definition bias_at (W : mat) (p : vec) : vec := vscale (-1) (mv W p).     (* b = - W p *)
Definition all_negative (v : vec) : Prop := Forall (fun t => t < 0) v.
Definition all_positive (v : vec) : Prop := Forall (Rlt 0) v.
(* all preactivations are negative on P and positive on N *)
Definition splits (W : mat) (b : vec) (P N : list vec) : Prop :=
  (forall x, In x P -> all_negative (affine W b x)) /\ (forall x, In x N -> all_positive (affine W b x)).

(** L3 *)
Lemma dot_vsub f x p : dot f (vsub x p) = dot f x - dot f p.
Proof. unfold vsub; rewrite dot_vadd_r, dot_vscale_r; ring. Qed.
Lemma affine_at W p x : affine W (bias_at W p) x = mv W (vsub x p).
Proof. unfold affine, bias_at; now rewrite mv_vsub. Qed.
Lemma vadd_ones a k v : vadd (vscale a (ones (length v))) (vscale k v) = map (fun r => a + k * r) v.
Proof.
  unfold vscale, ones; induction v as [|r v IH]; simpl; trivial. rewrite IH; f_equal; ring.
Qed.
(* coordinate i of W x + b is f.(x - p) + eps (E (x - p))_i *)
Theorem collapse_coordinates M f eps E p x : length E = M ->
  affine (steered M f eps E) (bias_at (steered M f eps E) p) x
  = map (fun r => dot f (vsub x p) + eps * r) (mv E (vsub x p)).
Proof.
  intro H; rewrite affine_at; unfold steered.
  rewrite mv_madd, mv_outer, mv_mscale, <- H, <- (mv_length E (vsub x p)); apply vadd_ones.
Qed.
(* g is at most every |f.(x - p)| and e at least every |(E (x - p))_i|; eps < g / e without dividing *)
Theorem collapse_signs M f t p eps E g e P N : length E = M -> dot f p = t ->
  (forall x, In x P -> dot f x < t) -> (forall x, In x N -> t < dot f x) ->
  (forall x, In x (P ++ N) -> g <= Rabs (dot f (vsub x p))
                            /\ Forall (fun r => Rabs r <= e) (mv E (vsub x p))) ->
  0 <= eps -> eps * e < g ->
  splits (steered M f eps E) (bias_at (steered M f eps E) p) P N.
Proof.
  intros HE Hp HP HN HB H0 H1.
  assert (B : forall r, Rabs r <= e -> Rabs (eps * r) < g).
  { intros r Hr; rewrite Rabs_mult, (Rabs_pos_eq eps) by trivial.
    generalize (Rmult_le_compat_l _ _ _ H0 Hr); lra. }
  split; intros x Hx; rewrite collapse_coordinates by trivial; apply Forall_map;
    (destruct (HB x) as [B1 B2]; [apply in_or_app; auto|]); revert B2; apply Forall_impl;
    intros r Hr; apply B in Hr; [specialize (HP x Hx)|specialize (HN x Hx)];
    rewrite dot_vsub, Hp in *; [rewrite Rabs_left in B1 by lra|rewrite Rabs_pos_eq in B1 by lra];
    apply Rabs_def2 in Hr; lra.
Qed.
(* a layer that splits P from N, with apex p, collapses P to p and fixes N *)
Theorem splits_tau M W V p P N : inverse M W V -> length p = M -> splits W (bias_at W p) P N ->
  (forall x, In x P -> tau W V (bias_at W p) x = p)
  /\ (forall x, In x N -> length x = M -> tau W V (bias_at W p) x = x).
Proof.
  intros HV Hp [HP HN].
  assert (Hb : length (bias_at W p) = M).
  { unfold bias_at; rewrite vscale_length, mv_length; now destruct (inverse_length _ _ _ HV). }
  split.
  - intros x Hx; transitivity (apex V (bias_at W p)).
    + apply (tau_collapsed HV Hb); generalize (HP x Hx); apply Forall_impl; intros; lra.
    + unfold apex, bias_at; rewrite mv_vscale, vscale_vscale, (inverse_left _ _ _ _ HV Hp).
      replace (-1 * -1) with 1 by ring; apply vscale_1.
  - intros x Hx Lx; apply (tau_fixed_iff HV Hb); trivial.
    generalize (HN x Hx); apply Forall_impl; intros; lra.
Qed.
(** L3: the steered layer collapses P to the single point p and fixes N *)
Theorem collapse_L3 M f t p eps E V g e P N : length E = M -> length p = M ->
  inverse M (steered M f eps E) V -> dot f p = t ->
  (forall x, In x P -> dot f x < t) -> (forall x, In x N -> t < dot f x) ->
  (forall x, In x (P ++ N) -> g <= Rabs (dot f (vsub x p))
                            /\ Forall (fun r => Rabs r <= e) (mv E (vsub x p))) ->
  0 <= eps -> eps * e < g ->
  let W := steered M f eps E in let b := bias_at W p in
  splits W b P N
  /\ (forall x, In x P -> tau W V b x = p)
  /\ (forall x, In x N -> length x = M -> tau W V b x = x).
Proof.
  intros HE Lp HV Hp HP HN HB H0 H1 W b.
  assert (S : splits W b P N) by (now apply collapse_signs with (t := t) (g := g) (e := e)).
  split; [exact S|now apply (splits_tau M)].
Qed.
