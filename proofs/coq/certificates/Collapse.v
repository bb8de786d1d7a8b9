(** Collapse.v -- a class collapsed at layer l: only what comes after l matters to its outputs,
    and to their derivative. So the Jacobian has as many different rows as classes times outputs. *)
From Truncation Require Import Spec LinearAlgebra Jacobian.
From Coq Require Import Lia.
Import ListNotations.
Open Scope R_scope.

Lemma vadd_length n u : forall v : vec, length u = n -> length v = n -> length (vadd u v) = n.
Proof.
  revert n; induction u as [|a u IH]; intros [|n] [|b v] E1 E2; simpl in *; try discriminate;
    trivial.
  now rewrite (IH n) by congruence.
Qed.
Lemma map_zero (x : vec) : map (fun _ => 0) x = zeros (length x).
Proof. unfold zeros; induction x; simpl; congruence. Qed.
Lemma collapsed M l : forall Ls S x, Forall (square M) Ls -> pattern Ls x S ->
  nth_error S l = Some (repeat false M) ->
  (l < length Ls)%nat
  /\ hidden Ls x = hidden (skipn (Datatypes.S l) Ls) (zeros M)
  /\ pattern (skipn (Datatypes.S l) Ls) (zeros M) (skipn (Datatypes.S l) S)
  /\ forall dLs dx, Forall (square M) dLs -> length dLs = length Ls ->
     hidden_tangent Ls dLs x dx
     = hidden_tangent (skipn (Datatypes.S l) Ls) (skipn (Datatypes.S l) dLs) (zeros M) (zeros M).
Proof.
  induction l as [|l IH]; intros [|[W b] Ls] [|s S] x HLs P HN; try discriminate; try contradiction;
  apply Forall_cons_iff in HLs as [[[HW _] Hb] HLs]; cbn [fst snd] in *; destruct P as [P1 P2].
  - injection HN as ->.
    assert (Hz : length (affine W b x) = M) by (now apply affine_length).
    assert (E : map relu (affine W b x) = zeros M) by (rewrite (relu_mask _ _ P1);
      now apply mask_false).
    cbn [hidden length skipn]; rewrite E in *; repeat split; [lia|exact P2|].
    intros [|[dW db] dLs] dx HD EL; [discriminate|]; apply Forall_cons_iff in HD as [[[D1 _] D2] _].
    cbn [hidden_tangent fst snd] in *; rewrite E, (active_mask _ _ P1), mask_false; trivial.
    apply vadd_length; [unfold mv; now rewrite map_length|now apply affine_length].
  - destruct (IH Ls S _ HLs P2 HN) as [I1 [I2 [I3 I4]]].
    cbn [hidden length]; repeat split; [lia|exact I2|exact I3|].
    intros [|[dW db] dLs] dx HD EL; [discriminate|]; apply Forall_cons_iff in HD as [_ HD].
    apply I4; [exact HD|simpl in EL; congruence].
Qed.
Lemma layers_of_skip M k : forall L v,
  skipn k (layers_of L M v) = layers_of (L - k) M (skipn (k * (M * M + M)) v).
Proof.
  induction k as [|k IH]; intros [|L] v; try reflexivity.
  cbn [layers_of skipn Nat.sub]; rewrite IH, skipn_skipn; do 2 f_equal; lia.
Qed.
Definition class_rows M Q Ls A (S : list (list bool)) l : mat :=
  map (fun row => zeros (Datatypes.S l * (M * M + M)) ++ row)
    (output_rows (skipn (Datatypes.S l) Ls) A (skipn (Datatypes.S l) S) Q (zeros M)).
Lemma dot_zeros k row : forall v, dot (zeros k ++ row) v = dot row (skipn k v).
Proof.
  induction k as [|k IH]; intros [|a v]; trivial; [now rewrite skipn_nil, !dot_nil_r|].
  simpl; unfold zeros in IH; rewrite IH; ring.
Qed.
Theorem class_rows_ok M Q Ls A S x l v :
  Forall (square M) Ls -> shape Q M A -> pattern Ls x S -> nth_error S l = Some (repeat false M) ->
  length v = parameters M Q Ls -> tangent_at M Q Ls A x v = mv (class_rows M Q Ls A S l) v.
Proof.
  intros HLs HA P HN Hv; destruct (collapsed M l Ls S x HLs P HN) as [C1 [C2 [C3 C4]]].
  unfold parameters in Hv; destruct (layers_of_ok M (length Ls) v) as [L1 [L2 _]]; [lia|].
  set (k := (Datatypes.S l * (M * M + M))%nat).
  assert (HK : (length (skipn (Datatypes.S l) Ls) * (M * M + M) + k
    = length Ls * (M * M + M))%nat).
  { rewrite skipn_length; unfold k; rewrite <- Nat.mul_add_distr_r; f_equal; lia. }
  transitivity (tangent_at M Q (skipn (Datatypes.S l) Ls) A (zeros M) (skipn k v)).
  - unfold tangent_at, net_tangent; cbv zeta.
    rewrite (C4 _ _ L1 L2), layers_of_skip, C2, <- skipn_length, (skipn_skipn _ k v), HK.
    fold k.
    do 4 f_equal. rewrite map_zero; unfold zeros; now rewrite repeat_length.
  - rewrite (output_rows_ok M Q _ A (skipn (Datatypes.S l) S)); trivial.
    + unfold class_rows, mv; rewrite map_map; apply map_ext; intro row; now rewrite dot_zeros.
    + apply Forall_forall; intros L HL; rewrite Forall_forall in HLs; apply HLs.
      rewrite <- (firstn_skipn (Datatypes.S l)); apply in_or_app; now right.
    + apply repeat_length.
    + unfold parameters; rewrite skipn_length; lia.
Qed.
